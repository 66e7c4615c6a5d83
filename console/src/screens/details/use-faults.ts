import { useControl } from '../../app/control.js'
import { useAction, useLoaded } from '../../app/use-loaded.js'

type Target =
  | { readonly kind: 'link-down'; readonly link: string }
  | { readonly kind: 'node-down'; readonly node: string }

/** Takes a link or node of an emulated network down and up again. */
export function useFault(target: Target) {
  const { api, network } = useControl()
  const faults = useLoaded(`faults ${network.id}`, api.faults)
  const active = faults.value?.items.find((fault) =>
    target.kind === 'link-down'
      ? fault.kind === 'link-down' && fault.link === target.link
      : fault.kind === 'node-down' && fault.node === target.node,
  )
  const toggle = useAction(async () => {
    if (active) await api.removeFault(active.id)
    else await api.addFault(target)
    faults.reload()
  })
  return { isDown: active !== undefined, isKnown: faults.value !== undefined, unavailable: faults.error, toggle }
}
