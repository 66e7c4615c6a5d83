import type { Alert, TelemetrySample, WsFrame } from '@paranet/schemas'
import { useEffect, useMemo, useState } from 'react'
import type { Api } from '../api/api.js'
import { AlertStore } from '../live/alerts.js'
import { type ChannelState, LiveChannel } from '../live/channel.js'
import { TelemetryStore } from '../live/telemetry.js'

/** Keeps telemetry and alerts of a network live: one read of each at the start and after a gap, then what the channels say. */
export function useLive(api: Api, network: string) {
  const telemetry = useMemo(() => new TelemetryStore(), [network])
  const alerts = useMemo(() => new AlertStore(), [network])
  const [live, setLive] = useState<ChannelState>('connecting')
  useEffect(() => {
    let isOver = false
    const readMetrics = () =>
      void api.metrics().then((sample) => !isOver && isSample(sample) && telemetry.add(sample), ignore)
    const readAlerts = () => void api.alerts().then(({ items }) => !isOver && alerts.replace(items), ignore)
    const ticket = async () => (await api.wsTicket()).ticket
    readMetrics()
    readAlerts()
    const channels = [
      new LiveChannel({
        path: '/ws/telemetry',
        network,
        ticket,
        onFrame: ({ type, data }) => type === 'sample' && isSample(data) && telemetry.add(data),
        onGap: readMetrics,
        onState: (state) => !isOver && setLive(state),
      }),
      new LiveChannel({
        path: '/ws/alerts',
        network,
        ticket,
        onFrame: (frame) => putAlert(alerts, frame),
        onGap: readAlerts,
      }),
    ]
    return () => {
      isOver = true
      for (const channel of channels) channel.close()
    }
  }, [api, network, telemetry, alerts])
  return { telemetry, alerts, live }
}

const ignore = () => undefined

const isSample = (data: unknown): data is TelemetrySample =>
  typeof data === 'object' && data !== null && Array.isArray((data as Partial<TelemetrySample>).links)

function putAlert(alerts: AlertStore, { data }: WsFrame): void {
  const told = (data ?? {}) as Partial<Alert> & { alert?: Alert }
  const alert = told.alert ?? (told as Alert)
  if (typeof alert.id === 'string') alerts.put(alert)
}
