import type { Topology } from '@paranet/schemas'
import { type ChangeEvent, type FormEvent, useState } from 'react'
import type { Selection } from '../workspace/workspace-state.js'

/** Finds a node or a link by its name: takes what is picked from the list, or typed in full and confirmed with Enter. */
export function MapSearch({ topology, onSelect }: { topology: Topology; onSelect: (selection: Selection) => void }) {
  const [text, setText] = useState('')
  const take = (name: string) => {
    const found = findElement(topology, name)
    if (found) onSelect(found)
    setText(found ? '' : name)
  }
  const change = ({ target, nativeEvent }: ChangeEvent<HTMLInputElement>) => {
    const isTyped =
      (nativeEvent as InputEvent).inputType?.startsWith('insertText') ||
      (nativeEvent as InputEvent).inputType?.startsWith('delete')
    if (isTyped) setText(target.value)
    else take(target.value)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    take(text)
  }
  return (
    <form className="map-search" onSubmit={submit} role="search">
      <input
        className="input"
        list="map-names"
        placeholder="Find node or link"
        aria-label="Find node or link"
        data-testid="map-search"
        value={text}
        onChange={change}
      />
      <datalist id="map-names">
        {topology.nodes.map(({ name }) => (
          <option key={`n ${name}`} value={name} />
        ))}
        {topology.links.map(({ id }) => (
          <option key={`l ${id}`} value={id} />
        ))}
      </datalist>
    </form>
  )
}

function findElement({ nodes, links }: Topology, name: string): Selection | undefined {
  if (nodes.some((node) => node.name === name)) return { kind: 'node', name }
  return links.some((link) => link.id === name) ? { kind: 'link', id: name } : undefined
}
