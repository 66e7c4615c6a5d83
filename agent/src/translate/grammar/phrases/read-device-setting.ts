import { quoteName } from '@paranet/language'
import { namesAt } from '../names.js'
import { wordEnd } from './read-ends.js'
import type { Setting } from './read-measure.js'
import type { Phrase, Reading } from './reading.js'

/** What is set on devices, and what intents are called: "AS 64500", "at r1.eth3", "ntp to 10.0.0.123", "the routes web and video". */
export function readDeviceSetting(reading: Reading, at: number): Phrase<Setting> | undefined {
  return readAs(reading, at) ?? readInterface(reading, at) ?? readBaseline(reading, at) ?? readRoutes(reading, at)
}

/** "AS 64500", "AS64500", "autonomous system 64500". */
function readAs({ lattice }: Reading, at: number): Phrase<Setting> | undefined {
  const noun = lattice.match(at, 'n-as')
  const lead = Math.max(at, lattice.match(at, 'with'), lattice.match(at, 'to'), lattice.match(at, 'for'))
  const start = noun > at || lattice.literal(at, 'asn') ? at : lattice.skip(lead, 'article')
  const written = lattice.literal(start, 'asn')
  if (written) return { end: written.end, cost: 0.1, value: { key: 'as', value: written.value.text } }
  const named = lattice.match(start, 'n-as')
  const number = named > start ? lattice.literal(lattice.skip(named, 'of'), 'number') : undefined
  return number && { end: number.end, cost: 0.1, value: { key: 'as', value: number.value.text } }
}

/** "at r1.eth3", "on interface r1.eth3": an interface of the topology, named in full. */
function readInterface({ lattice, names }: Reading, at: number): Phrase<Setting> | undefined {
  const start = lattice.skip(at, 'at', 'on', 'via', 'over', 'article', 'n-interface')
  const found = namesAt(names, lattice.tokens, start, (index) => lattice.isBoundary(index)).find(
    ({ value }) => value.kind === 'interface',
  )
  const end = found && lattice.skip(found.end, 'n-interface')
  return found && { end: end ?? found.end, cost: 0.1, value: { key: 'interface', value: found.value.name } }
}

/** "set ntp to 10.0.0.123", "use 10.0.0.123 as the time server", "snmp v3": only behind a verb of setting. */
function readBaseline(reading: Reading, at: number): Phrase<Setting> | undefined {
  const { lattice } = reading
  const verb = lattice.match(at, 'v-set')
  if (verb <= at) return undefined
  const start = lattice.skip(verb, 'article', 'all', 'fill')
  const service = lattice.valued(start, 'n-baseline')
  if (service) {
    const value = baselineValue(
      reading,
      lattice.skip(service.end, 'n-server', 'n-head', 'of', 'to', 'fill', 'at', 'v-set'),
      service.value,
    )
    return value && { end: value.end, cost: 0.1, value: { key: 'baseline', value: `${service.value}: ${value.text}` } }
  }
  const address = lattice.literal(start, 'address')
  const named =
    address && lattice.valued(lattice.skip(asAfter(reading, address.end), 'for', 'article', 'of', 'fill'), 'n-baseline')
  if (!address || !named) return undefined
  return {
    end: lattice.skip(named.end, 'n-server', 'n-head'),
    cost: 0.1,
    value: { key: 'baseline', value: `${named.value}: ${address.value.text}` },
  }
}

const asAfter = ({ lattice }: Reading, at: number): number =>
  /^(?:as|作|作为|как)$/.test(lattice.words(at, at + 1).toLowerCase()) ? at + 1 : at

function baselineValue({ lattice }: Reading, at: number, service: string): { end: number; text: string } | undefined {
  const version = lattice.valued(at, 'n-version')
  if (service === 'snmp') return version && { end: version.end, text: version.value }
  const address = lattice.literal(at, 'address')
  return address && { end: address.end, text: address.value.text }
}

/** "protect the routes web and video": intents by their names, which this text need not know. */
function readRoutes(reading: Reading, at: number): Phrase<Setting> | undefined {
  const { lattice } = reading
  const verb = lattice.match(at, 'v-protect')
  const article = verb > at ? lattice.skip(verb, 'article', 'all') : -1
  const noun = article > at ? lattice.matchAny(article, 'n-intent', 'n-path') : -1
  if (noun <= article) return undefined
  const names: string[] = []
  let here = noun
  for (;;) {
    const end = wordEnd(reading, here)
    if (end === here || lattice.match(here, 'if') > here || lattice.match(here, 'v-survive') > here) break
    names.push(quoteName(lattice.words(here, end)))
    here = end
    const comma = lattice.match(here, 'comma')
    const joint = Math.max(comma, lattice.match(Math.max(here, comma), 'and'))
    if (joint <= here) break
    here = joint
  }
  const isPlain =
    names.length > 0 &&
    (lattice.match(here, 'if') > here ||
      lattice.match(here, 'v-survive') > here ||
      here === lattice.tokens.length ||
      lattice.isMark(here, '.,;'))
  return isPlain ? { end: here, cost: 0.1, value: { key: 'routes', value: names.join(', ') } } : undefined
}
