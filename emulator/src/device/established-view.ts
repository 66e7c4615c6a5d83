import type { AnswerAddresses, CompiledDevice, PacketMatch } from '@paranet/network'

type Rule = { readonly matcher: { readonly match: PacketMatch } }

const views = new WeakMap<CompiledDevice, CompiledDevice>()

/** A device as a packet meets it that the device knows to answer a connection: what matches `established` matches, what asks for new
 *  packets does not. Keys of entries stay. */
export function establishedView(device: CompiledDevice): CompiledDevice {
  const known = views.get(device)
  if (known) return known
  const view: CompiledDevice = {
    ...device,
    filters: new Map([...device.filters].map(([list, rules]) => [list, forAnswers(rules)])),
    policyRoutes: forAnswers(device.policyRoutes),
    marks: forAnswers(device.marks),
    policers: forAnswers(device.policers),
    queues: forAnswers(device.queues),
  }
  views.set(device, view)
  return view
}

/** The view, for an answer that gets addresses back. */
export function answerView(device: CompiledDevice, answer: AnswerAddresses): CompiledDevice {
  const view = establishedView(device)
  return view.translations.length === 0 ? view : { ...view, answer }
}

const forAnswers = <R extends Rule>(rules: readonly R[]): R[] =>
  rules.filter(({ matcher }) => matcher.match.established !== false).map(withoutEstablished)

function withoutEstablished<R extends Rule>(rule: R): R {
  const { established, ...match } = rule.matcher.match
  return established === undefined ? rule : { ...rule, matcher: { ...rule.matcher, match } }
}
