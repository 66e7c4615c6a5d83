import { type Deployment, touchedDevices, type WaveProgress } from './deployment.js'
import { JournalDamaged, type JournalEvent, type JournalRecord } from './journal.js'
import { stepIn } from './script.js'

/** What each step takes for granted of its wave; throws `JournalDamaged` where it is not so. */
export function checkWave(before: Deployment, { event, seq, deployment }: JournalRecord): void {
  const problem = waveProblem(before, event)
  if (problem !== undefined) throw new JournalDamaged(deployment, seq, problem)
}

function waveProblem(before: Deployment, event: JournalEvent): string | undefined {
  const current = before.waves[before.wave]
  switch (event.type) {
    case 'wave-staging':
      if (event.wave !== before.wave + 1 || event.wave >= before.waves.length) return `wave ${event.wave} out of order`
      return current && current.status !== 'done' ? `wave ${event.wave} before wave ${before.wave} is done` : undefined
    case 'staged':
    case 'committed':
      if (event.wave !== before.wave) return `${event.type} in wave ${event.wave} during wave ${before.wave}`
      if (!stepIn(before.script, event.wave, event.device)) return `${event.device} is not in wave ${event.wave}`
      if (event.type === 'committed' && current?.status !== 'committing')
        return `committed in a wave that is ${current?.status}`
      return undefined
    case 'wave-committing':
      return allIn(current, current?.staged) ? undefined : `wave ${event.wave} commits before all of it is staged`
    case 'wave-done':
      return allIn(current, current?.revisions) ? undefined : `wave ${event.wave} done before all of it is committed`
    case 'paused':
      return current === undefined || current.status === 'done' ? undefined : `paused within wave ${before.wave}`
    case 'confirming':
      return before.waves.every((wave) => wave.status === 'done') ? undefined : 'confirming before all waves are done'
    case 'active':
      return touchedDevices(before).every((device) => before.confirmed.includes(device))
        ? undefined
        : 'active before all devices are confirmed'
    case 'undone':
      return stepIn(before.script, event.wave, event.device)
        ? undefined
        : `${event.device} is not in wave ${event.wave}`
    default:
      return undefined
  }
}

const allIn = (wave: WaveProgress | undefined, known: Readonly<Record<string, unknown>> | undefined): boolean =>
  wave?.devices.every((device) => known?.[device] !== undefined) ?? false
