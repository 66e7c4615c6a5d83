import { useSyncExternalStore } from 'react'
import { useControl } from '../../app/control.js'
import { useAction, useLoaded } from '../../app/use-loaded.js'

type Target =
  | { readonly kind: 'link-down'; readonly link: string }
  | { readonly kind: 'node-down'; readonly node: string }

/** Whoever shows faults reads them again when someone beside it changed them. */
let round = 0
const listeners = new Set<() => void>()
function changed(): void {
  round++
  for (const listener of listeners) listener()
}
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function useFaultList() {
  const { api, network } = useControl()
  const now = useSyncExternalStore(subscribe, () => round)
  return useLoaded(`faults ${network.id} ${now}`, api.faults)
}

/** Takes a link or node of an emulated network down and up again. */
export function useFault(target: Target) {
  const { api } = useControl()
  const faults = useFaultList()
  const active = faults.value?.items.find((fault) =>
    target.kind === 'link-down'
      ? fault.kind === 'link-down' && fault.link === target.link && fault.from === undefined
      : fault.kind === 'node-down' && fault.node === target.node,
  )
  const toggle = useAction(async () => {
    if (active) await api.removeFault(active.id)
    else await api.addFault(target)
    changed()
  })
  return { isDown: active !== undefined, isKnown: faults.value !== undefined, unavailable: faults.error, toggle }
}

/** The faults of one link or node, but for its being down, which has a button of its own. */
export function useElementFaults(element: { readonly link: string } | { readonly node: string }) {
  const faults = useFaultList()
  const active = (faults.value?.items ?? []).filter((fault) => {
    const isPlainDown = fault.kind === 'node-down' || (fault.kind === 'link-down' && fault.from === undefined)
    if (isPlainDown) return false
    return 'link' in element
      ? 'link' in fault && fault.link === element.link
      : 'node' in fault && fault.node === element.node
  })
  return { active, isAvailable: faults.value !== undefined, reload: changed }
}
