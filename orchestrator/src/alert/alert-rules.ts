import type { DeviceDiff } from '@paranet/network'
import type { Plan } from '@paranet/planner'
import type { TelemetrySample } from '../telemetry/sample.js'
import type { DeploymentChange } from '../transaction/run.js'
import type { AlertCause } from './alert.js'
import type { AlertBook } from './alert-book.js'

/** What an emulator, or anything that watches devices, reports. Absent `up` of a link or node means that nothing is said of it. */
export interface NetworkEvent {
  readonly network: string
  readonly kind: string
  readonly link?: string
  readonly node?: string
  readonly device?: string
  readonly up?: boolean
}

/** Links and nodes that are down in a sample. */
export function downCauses(sample: TelemetrySample): AlertCause[] {
  const links = sample.links.filter(({ up }) => !up).map(({ id }) => linkDown(id))
  return [...links, ...sample.nodes.filter(({ up }) => !up).map(({ name }) => nodeDown(name))]
}

/** Raises and resolves `link-down` and `node-down` by a sample. */
export function alertFromSample(book: AlertBook, sample: TelemetrySample): void {
  book.reconcile(sample.network, ['link-down', 'node-down'], downCauses(sample))
}

/** Raises and resolves by an event, at once, without waiting for the next sample. */
export function alertFromEvent(book: AlertBook, event: NetworkEvent): void {
  const { network, kind, link, node, device = node, up } = event
  if (kind === 'link' && link !== undefined && up !== undefined) raiseUnless(book, network, up, linkDown(link))
  if (kind === 'node' && node !== undefined && up !== undefined) raiseUnless(book, network, up, nodeDown(node))
  if (kind === 'device-reverted' && device !== undefined) book.raise(network, deviceReverted(device))
}

/** Raises `deployment-failed` for one that failed or was undone by a fault; resolves them all when one becomes active. */
export function alertFromDeployment(book: AlertBook, { record, deployment }: DeploymentChange): void {
  const { network, id, error, needsPerson } = deployment
  if (record.event.type === 'active') book.reconcile(network, ['deployment-failed'], [])
  if (record.event.type === 'failed') {
    const who = needsPerson.length > 0 ? `; ${needsPerson.join(', ')} need a person` : ''
    book.raise(network, deploymentFailed(id, 'critical', `${error?.message ?? 'failed'}${who}`))
  }
  if (record.event.type === 'rolled-back' && error?.code !== 'aborted')
    book.raise(network, deploymentFailed(id, 'warning', `rolled back: ${error?.message ?? ''}`))
}

/** A device that does not run what is desired. */
export function driftOf({ device, added, removed, changed }: DeviceDiff): AlertCause {
  // The diff leads from what runs to what is desired.
  const counts = [`${added.length} entries missing`, `${removed.length} unexplained`, `${changed.length} different`]
  const message = `${device} does not run what is desired: ${counts.join(', ')}`
  return { code: 'drift', subject: device, severity: 'warning', message }
}

export const unreachable = (device: string): AlertCause => ({
  code: 'device-unreachable',
  subject: device,
  severity: 'critical',
  message: `${device} does not answer`,
})

/** A property that does not hold on what really runs. */
export const violated = ({ intent, property, reason }: Plan['verdicts'][number]): AlertCause => ({
  code: 'verdict-violated',
  subject: `${intent} ${property}`,
  severity: 'critical',
  message: `${intent}: ${property} does not hold on what the devices run${reason === undefined ? '' : `: ${reason}`}`,
})

function raiseUnless(book: AlertBook, network: string, isFine: boolean, cause: AlertCause): void {
  if (isFine) book.resolve(network, cause)
  else book.raise(network, cause)
}

const linkDown = (id: string): AlertCause => ({
  code: 'link-down',
  subject: id,
  severity: 'critical',
  message: `link ${id} is down`,
})

const nodeDown = (name: string): AlertCause => ({
  code: 'node-down',
  subject: name,
  severity: 'critical',
  message: `${name} is down`,
})

const deviceReverted = (device: string): AlertCause => ({
  code: 'device-reverted',
  subject: device,
  severity: 'warning',
  message: `${device} went back by itself: nobody confirmed its last change in time`,
})

const deploymentFailed = (id: string, severity: AlertCause['severity'], message: string): AlertCause => ({
  code: 'deployment-failed',
  subject: id,
  severity,
  message: `deployment ${id}: ${message}`,
})
