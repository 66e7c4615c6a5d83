import { useEffect, useRef, useState } from 'react'
import type { Deployment } from '@paranet/schemas'
import { useControl } from '../../app/control.js'
import { useLoaded } from '../../app/use-loaded.js'
import { LiveChannel } from '../../live/channel.js'

const finalStatuses: ReadonlySet<Deployment['status']> = new Set(['active', 'superseded', 'rolled-back', 'failed'])

/** Nothing more will happen by itself. */
export const isFinal = (status: Deployment['status']): boolean => finalStatuses.has(status)

/** Between two reads of the status, ms; also how long a silent channel is waited for. */
const pause = 120
const fallback = 2500

/** A deployment as it goes: read again whenever its channel says that something happened, and now and then until it is final. */
export function useDeployment(id: string | undefined) {
  const { api, network, reloadNetworks } = useControl()
  const loaded = useLoaded(id && `deployment ${id}`, () => api.deployment(id ?? ''))
  const { reload } = loaded
  const status = loaded.value?.status
  const isOver = status !== undefined && isFinal(status)
  const [seen, setSeen] = useState<Deployment>()
  useEffect(() => {
    if (loaded.value) setSeen(loaded.value)
  }, [loaded.value])
  useEffect(() => {
    if (id === undefined || isOver) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const readSoon = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        reload()
      }, pause)
    }
    const channel = new LiveChannel({
      path: `/ws/deploy/${encodeURIComponent(id)}`,
      network: network.id,
      ticket: async () => (await api.wsTicket()).ticket,
      onFrame: readSoon,
      onGap: readSoon,
    })
    const poll = setInterval(readSoon, fallback)
    return () => {
      channel.close()
      clearInterval(poll)
      clearTimeout(timer)
    }
  }, [api, id, isOver, network.id, reload])
  const wasOver = useRef<string>(undefined)
  useEffect(() => {
    if (!isOver || wasOver.current === `${id} ${status}`) return
    wasOver.current = `${id} ${status}`
    reloadNetworks()
  }, [id, isOver, status, reloadNetworks])
  return { ...loaded, value: loaded.value ?? (seen?.id === id ? seen : undefined) }
}
