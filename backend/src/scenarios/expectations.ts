import type { StoryStep } from './read-scenario.js'
import type { StageAnswer } from './stage.js'

/** What an expectation may look at. */
export interface Sight {
  ask(method: string, path: string, body?: unknown): Promise<StageAnswer>
  /** The latest deployment of the story. */
  readonly deployment: string | undefined
  /** Samples not newer than this (ms since 1970, by the server's clock) were taken before the last change. */
  readonly sampleBefore: number
}

/** Whether it is so now, and what was found. */
export interface Finding {
  readonly ok: boolean
  readonly message?: string
}

export type Expectation = (sight: Sight) => Promise<Finding>

type Step<K extends StoryStep['kind']> = Extract<StoryStep, { kind: K }>
type ExpectingStep = Exclude<StoryStep, { kind: 'deploy' | 'fault' | 'clear' | 'wait' | 'traffic' }>

/** What a step expects, as a question that can be asked again and again. */
export function checkOf(step: ExpectingStep): Expectation {
  switch (step.kind) {
    case 'trace':
      return (sight) => trace(step, sight)
    case 'expect-verdict':
      return (sight) => verdict(step, sight)
    case 'expect-alert':
      return (sight) => alert(step, sight)
    case 'expect-deployment':
      return (sight) => deployment(step, sight)
    case 'expect-delivered':
      return (sight) => delivered(step, sight)
    case 'expect-drift':
      return (sight) => drift(step, sight)
    case 'expect-link':
      return (sight) => link(step, sight)
  }
}

async function trace(step: Step<'trace'>, { ask }: Sight): Promise<Finding> {
  const { from, to, protocol = 'tcp', dstPort, expect = 'delivered', via = [], avoids = [] } = step
  const ports = dstPort === undefined ? {} : { dstPort }
  const { status, body } = await ask('POST', 'trace', { from, to, protocol, ...ports })
  if (status >= 400) return { ok: false, message: `${status}: ${body?.detail}` }
  const nodes = (body.hops as { node: string }[]).map(({ node }) => node)
  const { kind, node, reason } = body.end as { kind: string; node: string; reason?: string }
  const ok = kind === expect && via.every((one) => nodes.includes(one)) && avoids.every((one) => !nodes.includes(one))
  return { ok, message: `${nodes.join(' → ')}: ${kind} at ${node}${reason === undefined ? '' : ` (${reason})`}` }
}

interface VerdictAnswer {
  readonly intent: string
  readonly verdict: string
}

async function verdict({ intent, is }: Step<'expect-verdict'>, { ask }: Sight): Promise<Finding> {
  const { status, body } = await ask('GET', 'monitor/drift')
  if (status >= 400) return { ok: false, message: `${status}: ${body?.detail}` }
  const own = (body.verdicts as VerdictAnswer[]).filter((one) => nameOf(one.intent) === intent)
  if (own.length === 0) return { ok: false, message: `there is no verdict on ${intent}` }
  const found = ['violated', 'unknown'].find((bad) => own.some((one) => one.verdict === bad)) ?? 'holds'
  return { ok: found === is, message: `${intent}: ${found}` }
}

interface AlertAnswer {
  readonly code: string
  readonly subject: string
  readonly resolvedAt?: number
}

async function alert(step: Step<'expect-alert'>, { ask }: Sight): Promise<Finding> {
  const { status, body } = await ask('GET', 'monitor/alerts?limit=200')
  if (status >= 400) return { ok: false, message: `${status}: ${body?.detail}` }
  const own = (body.items as AlertAnswer[]).filter(
    ({ code, subject }) => code === step.code && (step.subject === undefined || subject === step.subject),
  )
  const open = own.filter(({ resolvedAt }) => resolvedAt === undefined).length
  const least = step.atLeast ?? 1
  const ok =
    step.is === 'none' ? own.length === 0 : step.is === 'open' ? open >= least : open === 0 && own.length >= least
  return { ok, message: `${open} open, ${own.length - open} resolved` }
}

async function deployment({ is }: Step<'expect-deployment'>, { ask, deployment: id }: Sight): Promise<Finding> {
  if (id === undefined) return { ok: false, message: 'nothing was deployed' }
  const { body } = await ask('GET', `deploy/status/${encodeURIComponent(id)}`)
  return { ok: body?.status === is, message: `it is ${body?.status}` }
}

interface SampleAnswer {
  readonly at: number
  readonly flows: readonly { id: string; intent?: string; offered: number; delivered: number }[]
  readonly links: readonly { id: string; up: boolean; lossFraction: readonly [number, number] }[]
}

/** The latest sample, if it was taken after the last change. */
async function freshSample({ ask, sampleBefore }: Sight): Promise<SampleAnswer | undefined> {
  const { status, body } = await ask('GET', 'monitor/metrics')
  return status < 400 && (body as SampleAnswer).at > sampleBefore ? (body as SampleAnswer) : undefined
}

const tooEarly: Finding = { ok: false, message: 'there is no measurement yet' }

async function delivered(step: Step<'expect-delivered'>, sight: Sight): Promise<Finding> {
  const sample = await freshSample(sight)
  if (!sample) return tooEarly
  const { intent, demands = false, atLeast = 0, atMost = 1 } = step
  const flows = sample.flows.filter(
    (flow) =>
      (intent === undefined || nameOf(flow.intent ?? '') === intent) && (!demands || flow.id.startsWith('demand ')),
  )
  const offered = flows.reduce((sum, flow) => sum + flow.offered, 0)
  if (offered === 0) return { ok: false, message: 'nothing is offered' }
  const part = flows.reduce((sum, flow) => sum + flow.delivered, 0) / offered
  return { ok: part >= atLeast - 1e-9 && part <= atMost + 1e-9, message: `${Math.round(part * 1000) / 10} % arrive` }
}

async function drift({ devices }: Step<'expect-drift'>, { ask }: Sight): Promise<Finding> {
  const { status, body } = await ask('GET', 'monitor/drift')
  if (status >= 400) return { ok: false, message: `${status}: ${body?.detail}` }
  const found = (body.devices as { device: string }[]).map(({ device }) => device).sort()
  return { ok: found.join() === [...devices].sort().join(), message: `drifting: ${found.join(', ') || 'none'}` }
}

async function link(step: Step<'expect-link'>, sight: Sight): Promise<Finding> {
  const sample = await freshSample(sight)
  if (!sample) return tooEarly
  const found = sample.links.find(({ id }) => id === step.link)
  if (!found) return { ok: false, message: `no link ${step.link}` }
  const { body } = await sight.ask('GET', `topology/links/${encodeURIComponent(step.link)}`)
  const ends = ((body?.ends ?? []) as { node: string }[]).map(({ node }) => node)
  const losses = found.lossFraction.filter((_, i) => step.from === undefined || ends[i] === step.from)
  const loss = Math.max(0, ...losses)
  const isUp = step.up === undefined || found.up === step.up
  const ok = isUp && loss >= (step.lossAtLeast ?? 0) - 1e-9 && loss <= (step.lossAtMost ?? 1) + 1e-9
  return { ok, message: `${found.up ? 'up' : 'down'}, loses ${Math.round(loss * 1000) / 10} %` }
}

/** `network/file.pn/name` → `name` */
const nameOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1)
