import type { StoryStep } from './read-scenario.js'

/** A step in a few words. */
export function titleOf(step: StoryStep): string {
  if (step.note !== undefined) return step.note
  switch (step.kind) {
    case 'deploy':
      return `deploys ${step.files.map(({ name }) => name).join(', ') || 'what is there'}${step.expect && step.expect !== 'active' ? `: must end ${step.expect}` : ''}`
    case 'fault': {
      const { kind, ...its } = step.fault
      return `breaks: ${kind} ${'link' in its ? its.link : its.node}`
    }
    case 'clear':
      return step.fault === undefined ? 'mends everything' : `mends ${step.fault}`
    case 'wait':
      return `lets ${step.ms} ms pass`
    case 'traffic':
      return `sets ${step.matrix.demands.length} demands, times ${step.matrix.scale}`
    case 'trace':
      return `a packet from ${step.from} to ${step.to} is ${step.expect ?? 'delivered'}`
    case 'expect-verdict':
      return `${step.intent} ${step.is === 'holds' ? 'holds' : `is ${step.is}`}`
    case 'expect-alert':
      return `alert ${step.code}${step.subject === undefined ? '' : ` of ${step.subject}`}: ${step.is}`
    case 'expect-deployment':
      return `the deployment is ${step.is}`
    case 'expect-delivered':
      return `${step.intent ?? (step.demands ? 'demands' : 'traffic')} delivered: ${range(step.atLeast, step.atMost)}`
    case 'expect-drift':
      return step.devices.length === 0 ? 'no device drifts' : `${step.devices.join(', ')} drift`
    case 'expect-link':
      return `link ${step.link}${step.up === undefined ? '' : step.up ? ' is up' : ' is down'}${step.lossAtLeast === undefined && step.lossAtMost === undefined ? '' : `${step.up === undefined ? '' : ','} loses ${range(step.lossAtLeast, step.lossAtMost)}`}`
  }
}

const range = (least = 0, most = 1): string =>
  most === 1
    ? `at least ${percent(least)}`
    : least === 0
      ? `at most ${percent(most)}`
      : `${percent(least)}–${percent(most)}`

const percent = (part: number): string => `${Math.round(part * 1000) / 10} %`
