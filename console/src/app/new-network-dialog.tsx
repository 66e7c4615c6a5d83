import { useState } from 'react'
import { api } from './session.js'
import { Dialog, Note } from './ui/parts.js'
import { useAction } from './use-loaded.js'

/** Asks for a name and a description in the language, and makes a network of them. */
export function NewNetworkDialog({ onClose, onCreated }: { onClose: () => void; onCreated: (id: string) => void }) {
  const [name, setName] = useState('')
  const [text, setText] = useState('')
  const create = useAction(async () => {
    const network = await api.createNetwork(name.trim(), text)
    onCreated(network.id)
  })
  return (
    <Dialog
      title="New network"
      testId="new-network"
      onClose={onClose}
      foot={
        <>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="button"
            className="button primary"
            disabled={name.trim() === '' || create.isRunning}
            onClick={() => void create.run()}
          >
            Create
          </button>
        </>
      }
    >
      <label className="field">
        <span>Name</span>
        <input className="input" value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <label className="field">
        <span>Topology in the ParaNet language (may be empty)</span>
        <textarea
          className="input"
          rows={10}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      {create.error && <Note tone="bad">{create.error}</Note>}
    </Dialog>
  )
}
