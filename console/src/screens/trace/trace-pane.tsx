import { type FormEvent, useState } from 'react'
import type { TraceAnswer } from '../../api/shapes.js'
import { useControl } from '../../app/control.js'
import { formatMicros, formatPacket, intentName } from '../../app/format.js'
import { Note, Tag } from '../../app/ui/parts.js'
import { useAction } from '../../app/use-loaded.js'
import { pathElements } from '../map/packet-path.js'
import { useWorkspace } from '../workspace/workspace-state.js'

const protocols = ['tcp', 'udp', 'icmp'] as const

/** Sends one packet through the network as it runs, and draws its way. */
export function TracePane() {
  const { api } = useControl()
  const { topology, change } = useWorkspace()
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [protocol, setProtocol] = useState<(typeof protocols)[number]>('tcp')
  const [port, setPort] = useState('443')
  const [answer, setAnswer] = useState<TraceAnswer>()
  const trace = useAction(async () => {
    setAnswer(undefined)
    const hasPort = protocol !== 'icmp' && port !== ''
    const told = await api.trace({
      from: from.trim(),
      to: to.trim(),
      protocol,
      ...(hasPort ? { dstPort: Number(port) } : {}),
    })
    setAnswer(told)
    change({
      highlight: {
        title: `${from.trim()} to ${to.trim()}`,
        tone: told.end.kind === 'delivered' ? 'accent' : 'bad',
        ...pathElements(topology, told.hops),
        down: [],
      },
    })
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void trace.run()
  }
  return (
    <div className="stack" data-testid="trace-pane">
      <form className="trace-form" onSubmit={submit} aria-label="Trace a packet">
        <label className="field">
          <span>From</span>
          <input
            className="input"
            required
            list="trace-ends"
            placeholder="node or address"
            value={from}
            onChange={(event) => setFrom(event.target.value)}
            data-testid="trace-from"
          />
        </label>
        <label className="field">
          <span>To</span>
          <input
            className="input"
            required
            list="trace-ends"
            placeholder="node or address"
            value={to}
            onChange={(event) => setTo(event.target.value)}
            data-testid="trace-to"
          />
        </label>
        <label className="field">
          <span>Protocol</span>
          <select
            className="select"
            value={protocol}
            onChange={(event) => setProtocol(event.target.value as (typeof protocols)[number])}
            data-testid="trace-protocol"
          >
            {protocols.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>Port</span>
          <input
            className="input"
            type="number"
            min={0}
            max={65535}
            disabled={protocol === 'icmp'}
            value={port}
            onChange={(event) => setPort(event.target.value)}
            data-testid="trace-port"
          />
        </label>
        <button type="submit" className="button primary" disabled={trace.isRunning} data-testid="trace-run">
          {trace.isRunning ? 'Tracing…' : 'Trace'}
        </button>
        <datalist id="trace-ends">
          {topology.nodes.map(({ name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </form>
      {trace.error && <Note tone="bad">{trace.error}</Note>}
      {answer ? (
        <TraceResult answer={answer} />
      ) : (
        !trace.error &&
        !trace.isRunning && (
          <p className="muted">One packet is walked through what the devices run now; its way is drawn on the map.</p>
        )
      )}
    </div>
  )
}

const endTexts: Readonly<Record<string, string>> = {
  delivered: 'Delivered at',
  misdelivered: 'Delivered at the wrong node,',
  dropped: 'Dropped at',
  looped: 'Loops at',
  replicated: 'Copied onwards at',
  received: 'A copy got to',
}

function TraceResult({ answer: { packet, hops, end, latency, copies = [] } }: { answer: TraceAnswer }) {
  const isFine = end.kind === 'delivered' || end.kind === 'replicated'
  return (
    <div className="stack" data-testid="trace-result" data-end={end.kind}>
      <div className="row wrap">
        <Tag tone={isFine ? 'ok' : 'bad'} icon={isFine ? 'ok' : 'bad'} testId="trace-end">
          {endTexts[end.kind] ?? end.kind} {end.node}
          {end.reason ? `: ${end.reason.replaceAll('-', ' ')}` : ''}
        </Tag>
        <span className="muted">{formatMicros(latency)}</span>
      </div>
      <code>{formatPacket(packet)}</code>
      <HopList
        hops={hops.map((hop) => ({ ...hop, entries: hop.entries.map(({ key, owners }) => ({ key, owners })) }))}
      />
      {copies.map((copy) => (
        <div key={`${copy.node} ${copy.interface} ${copy.end.node}`} className="stack" data-testid="trace-copy">
          <span className="muted">
            Copy from {copy.node} by {copy.interface}: {endTexts[copy.end.kind] ?? copy.end.kind} {copy.end.node}
          </span>
          <HopList hops={copy.hops} />
        </div>
      ))}
    </div>
  )
}

interface ShownHop {
  readonly node: string
  readonly inInterface: string
  readonly outInterface?: string
  readonly dscp?: number
  readonly translated?: { readonly src: string; readonly dst: string }
  readonly entries: readonly { readonly key: string; readonly owners: readonly string[] }[]
}

/** The devices on a packet's way with what decided there. */
export const HopList = ({ hops }: { hops: readonly ShownHop[] }) => (
  <ol className="hop-list">
    {hops.map((hop, i) => (
      <li key={i} data-testid="hop" data-node={hop.node}>
        <div className="row">
          <strong>{hop.node}</strong>
          <span className="muted clip">
            {hop.inInterface} → {hop.outInterface ?? 'stops here'}
            {hop.dscp === undefined ? '' : `, DSCP ${hop.dscp}`}
            {hop.translated ? `, ${hop.translated.src} → ${hop.translated.dst}` : ''}
          </span>
        </div>
        {hop.entries.map(({ key, owners }) => (
          <div key={key} className="hop-entry">
            <code>{key}</code>
            {owners.length > 0 && <span className="muted">for {owners.map(intentName).join(', ')}</span>}
          </div>
        ))}
      </li>
    ))}
  </ol>
)
