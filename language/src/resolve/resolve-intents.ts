import type {
  AssertedIntent,
  CacheIntent,
  DeviceIntent,
  Ends,
  FlowIntent,
  GeocastIntent,
  GeoIsolateIntent,
  GeoRouteIntent,
  Intent,
  MirrorIntent,
  MulticastIntent,
  NameIsolateIntent,
  NameRouteIntent,
  ReplyMode,
  Schedule,
  SourceSpan,
  TopologyIndex,
  TranslatingIntent,
  TreatingIntent,
} from '@paranet/network'
import { anyTraffic, contentHash, mainSegment, systemIntents } from '@paranet/network'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { didYouMean } from '../diagnostics/suggest.js'
import type { Entry, IntentKeyword, IntentStatement, Statement, Value } from '../parse/ast.js'
import { entriesOf, findEntry, statementsOf } from '../parse/ast.js'
import { kindName, nameOf, readLiteralOf } from './read-value.js'
import { checkRenames, type PlacedRename, type Rename } from './check-renames.js'
import { type FileReporter, Reporter } from './report.js'
import { bindMirrors, type MirrorExceptions } from './bind-mirrors.js'
import { bindProtections, type Protections } from './bind-protections.js'
import { modernPolicy } from './older-policy.js'
import { resolveConstraints } from './resolve-constraints.js'
import { copyKeys, resolveMirror, resolveMulticast, withoutMirrors } from './resolve-copies.js'
import { deviceKeys, resolveDeviceIntent } from './resolve-device-intents.js'
import { resolveEnds } from './resolve-ends.js'
import { flowKeys, resolveFlow } from './resolve-flow.js'
import {
  geocastKeys,
  geoRouteKeys,
  isAboutPlaces,
  isOlderGeo,
  readFallback,
  refuseUnplaced,
  resolveGeocast,
  resolveGeoEnds,
  resolveOlderGeo,
  unplacedKeys,
} from './resolve-geo.js'
import {
  cacheKeys,
  isAboutNames,
  isOlderCache,
  refuseSenseless,
  resolveCache,
  resolveNameEnds,
  resolveOlderCache,
  senselessKeys,
} from './resolve-names.js'
import { protocols, resolveProtocol } from './resolve-protocol.js'
import { resolveSchedule } from './resolve-schedule.js'
import { resolveTraffic } from './resolve-traffic.js'
import { resolveTranslation, translationKeys } from './resolve-translation.js'
import { resolveTreatment, treatmentKeys } from './resolve-treatment.js'
import { makeScope, type Scope } from './scope.js'
import { checkOnlySegment, type SegmentFinder, spokenStatement, wholeDevices } from './resolve-segment.js'
import { type ParsedFile, ParsedFiles, type SourceFile } from './source-file.js'
import type { ExpandedFiles } from '../expand/expand-files.js'
import { expandFiles } from '../expand/expand-files.js'
import { definitionsOf, topLevelStatements } from './statements.js'
import { writtenOut } from './written-out.js'

export interface ResolvedIntents {
  /** In the order of files (by name) and of the text, then those that the network has by itself. Intents with errors are left out. */
  readonly intents: readonly Intent[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Kinds that cannot be asserted, and what to say in their place. */
const unassertable: Readonly<Partial<Record<IntentKeyword, readonly [why: string, hint: string]>>> = {
  protect: [
    'a protection adds to what routes ask, and an assertion adds nothing',
    'assert what has to survive: `route { from: branch, to: dc, survive: 1 node }`',
  ],
  assert: ['of an assertion there is nothing to assert', 'write what is inside alone'],
}
const anywhere: Ends = { terms: [{ kind: 'any' }], except: [], text: 'any' }
const deviceNamedKeys = ['priority', 'yields', 'active', 'renamed_from']
const namedKeys = ['segment', ...deviceNamedKeys]
const classKeys = ['from', 'to', 'traffic']
const deliveryKeys = [...classKeys, 'reply', ...namedKeys]
const nameRouteKeys = ['via', 'avoid', 'survive', 'latency', 'max_hops']
const routeKeys = [
  'via',
  'avoid',
  'prefer',
  'survive',
  'latency',
  'max_hops',
  'loss',
  'availability',
  'symmetric',
  'queueing',
  'paths',
  'bandwidth',
  'each',
]
/** Keys that mean something in an intent of each kind, those of every intent last; others are labels. */
export const intentKeys: Readonly<Record<IntentKeyword, readonly string[]>> = {
  route: [...classKeys, 'reply', 'protocol', 'fallback', ...routeKeys, ...namedKeys],
  isolate: [...deliveryKeys, 'protocol'],
  allow: [...deliveryKeys, 'protocol'],
  qos: [...classKeys, ...treatmentKeys.qos, ...namedKeys],
  limit: [...classKeys, ...treatmentKeys.limit, ...namedKeys],
  mark: [...classKeys, ...treatmentKeys.mark, ...namedKeys],
  mirror: [...classKeys, ...copyKeys.mirror, ...namedKeys],
  multicast: [...copyKeys.multicast, ...namedKeys],
  balance: [...classKeys, ...translationKeys.balance, ...namedKeys],
  nat: [...classKeys, ...translationKeys.nat, ...namedKeys],
  protect: [...deviceKeys.protect, ...deviceNamedKeys],
  drain: [...deviceKeys.drain, ...deviceNamedKeys],
  baseline: [...deviceKeys.baseline, ...deviceNamedKeys],
  peer: [...deviceKeys.peer, ...namedKeys],
  cache: [...cacheKeys, 'protocol', ...namedKeys],
  geocast: [...geocastKeys, ...namedKeys],
  flow: [...flowKeys, ...namedKeys],
  policy: ['match', 'action', 'at', ...namedKeys],
  assert: ['renamed_from'],
}

/** Kinds whose `protocol` is theirs to choose, and those that have another than `ip`. */
const chooseProtocol: ReadonlySet<IntentKeyword> = new Set(['route', 'isolate', 'allow'])
const protocolOf: Readonly<Partial<Record<IntentKeyword, (typeof protocols)[number]>>> = {
  cache: 'ndn',
  geocast: 'geo',
}

/** The kinds of intents in which a key means something, but as a label. */
const kindsWith = (key: string): readonly string[] =>
  Object.entries(intentKeys).flatMap(([kind, keys]) => (kind !== 'policy' && keys.includes(key) ? [kind] : []))

/** Whose key it is, where it means something. */
function placeOf(key: string): string | undefined {
  if (routeKeys.includes(key)) return 'route'
  if (key === 'fallback') return 'routes by place (`protocol: geo`)'
  if (key === 'reply') return 'route, isolate and allow'
  if (classKeys.includes(key)) return 'intents between ends'
  return key === 'match' || key === 'action' ? 'flow' : undefined
}

const hintFor = (kind: string): { hint?: string } =>
  kind === 'flow' ? { hint: 'a flow says its packets with `match: { src: …, dst: … }`' } : {}

/** Reads all intents of the files, names bound to the topology. Reports every problem with its place; never throws. */
export function resolveIntents(
  files: readonly SourceFile[],
  index: TopologyIndex,
  options: { readonly network?: string; readonly parsed?: ParsedFiles } = {},
): ResolvedIntents {
  const reporter = new Reporter()
  const parsed = (options.parsed ?? new ParsedFiles()).parse(files)
  const expanded = expandFiles(parsed, { nodes: index.nodes.map(({ name }) => name), groups: index.groups })
  const scope = makeScope(index, expanded.files, reporter)
  const network = options.network ?? index.topology.name
  const intents: Intent[] = []
  const protections: Protections = new Map()
  const unread = new Set<string>()
  const exceptions: MirrorExceptions = new Map()
  const renames: PlacedRename[] = []
  const unreadIds = new Set<string>()
  const basis = basisOf(index, network, expanded.files)
  for (const [place, file] of expanded.files.entries()) {
    const reports = reporter.of(file.name)
    // What stands as it was written, and not in a loop or template, is read once for as long as nothing around it changes.
    const isPlain = file === parsed[place]
    const read = isPlain ? readOnce(scope, file, basis) : readFile(scope, file, network)
    for (const diagnostic of read.found) reporter.found.push(diagnostic)
    for (const intent of read.intents) intents.push(isPlain ? intent : writtenAt(intent, expanded))
    for (const name of read.unread) {
      unread.add(name)
      unreadIds.add(`${network}/${file.name}/${name}`)
    }
    for (const rename of read.renames) renames.push({ ...rename, reporter: reports })
    for (const [id, statement] of read.protections) protections.set(id, { statement, reporter: reports })
    for (const [id, mirrors] of read.exceptions) exceptions.set(id, { mirrors, reporter: reports })
  }
  if (renames.length > 0) checkRenames(renames, new Set([...intents.map(({ id }) => id), ...unreadIds]))
  const bound = bindMirrors(bindProtections(intents, protections, unread), exceptions)
  const system = systemIntents(index, network, bound)
  const diagnostics = [
    ...parsed.flatMap((file) => file.diagnostics),
    ...expanded.diagnostics,
    ...reporter.found.map((diagnostic) => expanded.written(diagnostic)),
  ]
  return { intents: system.length > 0 ? [...bound, ...system] : bound, diagnostics: sorted(diagnostics) }
}

/** What one file says. */
interface FileReading {
  readonly intents: readonly Intent[]
  readonly protections: readonly (readonly [id: string, statement: IntentStatement])[]
  /** Names of intents that could not be read. */
  readonly unread: readonly string[]
  /** Of isolations, by id: the mirrors that they make exceptions of. */
  readonly exceptions: ReadonlyMap<string, readonly Value[]>
  /** Of intents that had another name. */
  readonly renames: readonly Rename[]
  readonly found: readonly Diagnostic[]
}

/** All that the reading of a file depends on beside its text: the topology, the network's name, and what files define for each other. */
interface Basis {
  readonly index: TopologyIndex
  readonly network: string
  readonly definitions: readonly Statement[]
}

const basisOf = (index: TopologyIndex, network: string, files: readonly ParsedFile[]): Basis => ({
  index,
  network,
  definitions: files.flatMap(({ document }) => definitionsOf(document)),
})

const isSameBasis = (a: Basis, b: Basis): boolean =>
  a.index === b.index &&
  a.network === b.network &&
  a.definitions.length === b.definitions.length &&
  a.definitions.every((one, i) => one === b.definitions[i])

const readings = new WeakMap<ParsedFile, { readonly basis: Basis; readonly reading: FileReading }>()

/** The same objects for the same file on the same basis. */
function readOnce(scope: Scope, file: ParsedFile, basis: Basis): FileReading {
  const known = readings.get(file)
  if (known && isSameBasis(known.basis, basis)) return known.reading
  const reading = readFile(scope, file, basis.network)
  readings.set(file, { basis, reading })
  return reading
}

function readFile(scope: Scope, file: ParsedFile, network: string): FileReading {
  const reporter = new Reporter()
  const reports = reporter.of(file.name)
  const reader = new IntentReader(scope, file, reports, network)
  const names = new Map<string, IntentStatement>()
  const intents: Intent[] = []
  const protections: [string, IntentStatement][] = []
  const unread: string[] = []
  for (const statement of topLevelStatements(file.document)) {
    const intent = reader.read(statement, names)
    if (reports.isFull) break
    if (!intent) {
      if (statement.kind === 'intent' && statement.name) unread.push(statement.name.text)
      continue
    }
    intents.push(intent)
    if (intent.kind === 'protect' && statement.kind === 'intent') protections.push([intent.id, statement])
  }
  return { intents, protections, exceptions: reader.exceptions, renames: reader.renames, unread, found: reporter.found }
}

/** The intent with the place where a person wrote it. */
function writtenAt(intent: Intent, expanded: ExpandedFiles): Intent {
  const source = intent.source && writtenSource(intent.source, expanded)
  if (!source || source === intent.source) return intent
  return intent.kind === 'assert'
    ? { ...intent, source, asserts: { ...intent.asserts, source } }
    : { ...intent, source }
}

function writtenSource(source: SourceSpan, expanded: ExpandedFiles): SourceSpan {
  const { file, ...span } = source
  const placed = { file, span }
  const written = expanded.written(placed)
  return written === placed ? source : { file: written.file, ...written.span }
}

const sorted = (diagnostics: readonly Diagnostic[]): Diagnostic[] =>
  [...diagnostics].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.span.offset - b.span.offset))

/** Reads the intents of one file. */
class IntentReader {
  readonly #scope: Scope
  readonly #file: ParsedFile
  readonly #reporter: FileReporter
  readonly #network: string
  readonly #ofSegment = new Map<string, IntentReader>()
  readonly exceptions: Map<string, readonly Value[]>
  readonly renames: Rename[]

  /** `whole`: the reader of all segments that notes what this one finds. */
  constructor(scope: Scope, file: ParsedFile, reporter: FileReporter, network: string, whole?: IntentReader) {
    this.exceptions = whole?.exceptions ?? new Map<string, readonly Value[]>()
    this.renames = whole?.renames ?? []
    this.#scope = scope
    this.#file = file
    this.#reporter = reporter
    this.#network = network
  }

  read(statement: Statement, names: Map<string, IntentStatement>): Intent | undefined {
    if (statement.kind !== 'intent') return undefined
    const name = statement.name?.text ?? this.#nameFor(statement)
    if (names.has(`${this.#file.name}/${name}`)) {
      this.#reporter.report(
        'duplicate-name',
        (statement.name ?? statement.keyword).span,
        `a second intent is called "${name}" in this file`,
        {
          hint: 'an intent is known by its name: choose another',
        },
      )
      return undefined
    }
    names.set(`${this.#file.name}/${name}`, statement)
    const written = writtenOut(statement, this.#scope)
    const meant = this.#isPacketPolicy(statement) ? this.#modern(written) : written
    return meant && this.#readInSegment(meant, name)
  }

  /** Names and addresses stand for what they are in the segment that the intent speaks of, which is found by what it says of the whole. */
  #readInSegment(statement: IntentStatement, name: string): Intent | undefined {
    const { segments } = this.#scope
    const spoken = spokenStatement(statement)
    if (!segments) return checkOnlySegment(spoken, this.#reporter) ? this.#readKind(statement, name) : undefined
    const scratch = new IntentReader(this.#scope, this.#file, new Reporter().of(this.#file.name), this.#network)
    const read = scratch.#readKind(statement, name)
    if (!read) return this.#readKind(statement, name)
    const segment = segments.find(read, spoken, this.#reporter)
    if (segment === undefined) return undefined
    if (segment === wholeDevices) return this.#readKind(statement, name)
    const intent = this.#readerOf(segment, segments).#readKind(statement, name)
    if (!intent || segment === mainSegment) return intent
    return segments.placed(intent, segment, (spoken.name ?? spoken.keyword).span, this.#reporter)
  }

  #readerOf(segment: string, { views }: SegmentFinder): IntentReader {
    const known = this.#ofSegment.get(segment)
    if (known) return known
    const index = views.find(({ name }) => name === segment)?.index ?? this.#scope.index
    const { segments: _, ...scope } = this.#scope
    const reader = new IntentReader({ ...scope, index }, this.#file, this.#reporter, this.#network, this)
    this.#ofSegment.set(segment, reader)
    return reader
  }

  /** A `policy` of an older file that speaks of packets, and neither of names nor of places. */
  #isPacketPolicy(statement: IntentStatement): boolean {
    return statement.intent === 'policy' && !isOlderCache(statement, this.#scope) && !isOlderGeo(statement)
  }

  #modern(statement: IntentStatement): IntentStatement | undefined {
    const modern = modernPolicy(statement, this.#reporter)
    return modern && writtenOut(modern, this.#scope)
  }

  #readKind(statement: IntentStatement, name: string): Intent | undefined {
    switch (statement.intent) {
      case 'assert':
        return this.#readAssert(statement, name)
      case 'mark':
      case 'limit':
      case 'qos':
        return this.#readTreating(statement, statement.intent, name)
      case 'nat':
      case 'balance':
        return this.#readTranslating(statement, statement.intent, name)
      case 'mirror':
        return this.#readMirror(statement, name)
      case 'multicast':
        return this.#readMulticast(statement, name)
      case 'flow':
        return this.#readFlow(statement, name)
      case 'protect':
      case 'drain':
      case 'baseline':
      case 'peer':
        return this.#readDeviceIntent(statement, statement.intent, name)
      case 'geocast':
        return this.#readGeocast(statement, name)
      case 'cache':
      case 'policy':
        return isOlderGeo(statement) ? this.#readOlderGeo(statement, name) : this.#readCache(statement, name)
      default:
        return this.#readInstalling(statement, name)
    }
  }

  #readTreating(statement: IntentStatement, kind: TreatingIntent['kind'], name: string): TreatingIntent | undefined {
    const known = [...classKeys, ...namedKeys, ...treatmentKeys[kind]]
    if (this.#refuseKeys(statement, known)) return undefined
    const its = this.#class(statement)
    const named = this.#named(statement, name, known)
    const keys = resolveTreatment(statement, kind, this.#scope, this.#reporter)
    return its && named && keys && { ...named, ...its, ...keys }
  }

  #readTranslating(
    statement: IntentStatement,
    kind: TranslatingIntent['kind'],
    name: string,
  ): TranslatingIntent | undefined {
    const known = [...classKeys, ...namedKeys, ...translationKeys[kind]]
    if (this.#refuseKeys(statement, known)) return undefined
    const its = this.#class(statement, kind === 'balance' ? ['from'] : ['from', 'to'])
    const named = this.#named(statement, name, known)
    const text = (value: Value) => this.#text(value.span)
    const keys = resolveTranslation(statement, kind, this.#scope, this.#reporter, text)
    return its && named && keys && { ...named, ...its, ...keys }
  }

  #readMirror(statement: IntentStatement, name: string): MirrorIntent | undefined {
    const known = [...classKeys, ...namedKeys, ...copyKeys.mirror]
    if (this.#refuseKeys(statement, known)) return undefined
    const its = this.#class(statement)
    const named = this.#named(statement, name, known)
    const keys = resolveMirror(statement, this.#scope, this.#reporter)
    return its && named && keys && { kind: 'mirror', ...named, ...its, ...keys }
  }

  #readMulticast(statement: IntentStatement, name: string): MulticastIntent | undefined {
    const known = [...namedKeys, ...copyKeys.multicast]
    if (this.#refuseKeys(statement, known)) return undefined
    const traffic = this.#traffic(statement)
    const named = this.#named(statement, name, known)
    const keys = resolveMulticast(statement, this.#scope, this.#reporter)
    return traffic && named && keys && { kind: 'multicast', ...named, traffic, ...keys }
  }

  #readFlow(statement: IntentStatement, name: string): FlowIntent | undefined {
    const known = [...namedKeys, ...flowKeys]
    if (this.#refuseKeys(statement, known)) return undefined
    const named = this.#named(statement, name, known)
    const keys = resolveFlow(statement, this.#scope, this.#reporter)
    return named && keys && { kind: 'flow', ...named, ...keys }
  }

  #readDeviceIntent(
    statement: IntentStatement,
    kind: Exclude<DeviceIntent['kind'], 'flow'>,
    name: string,
  ): DeviceIntent | undefined {
    const known = [...namedKeys, ...deviceKeys[kind]]
    if (this.#refuseKeys(statement, known)) return undefined
    const named = this.#named(statement, name, known)
    const keys = resolveDeviceIntent(statement, kind, this.#scope, this.#reporter)
    return named && keys && { ...named, ...keys }
  }

  #readCache(statement: IntentStatement, name: string): CacheIntent | undefined {
    const isOlder = statement.intent === 'policy'
    const known = [...namedKeys, ...(isOlder ? ['match', 'action', 'at'] : cacheKeys)]
    if (this.#refuseKeys(statement, isOlder ? known : [...known, 'protocol'])) return undefined
    const named = this.#named(statement, name, known)
    const keys = (isOlder ? resolveOlderCache : resolveCache)(statement, this.#scope, this.#reporter)
    return named && keys && { kind: 'cache', ...named, ...keys }
  }

  /** A `route` or `isolate` of names. */
  #readNames(statement: IntentStatement, name: string): NameRouteIntent | NameIsolateIntent | undefined {
    if (statement.intent === 'allow')
      return this.#reporter.report('wrong-kind', statement.keyword.span, 'names cannot be allowed, only routed', {
        hint: 'who asks must be led to who has it: write `route`',
      })
    const isRoute = statement.intent === 'route'
    const known = ['from', 'to', 'protocol', ...namedKeys, ...(isRoute ? nameRouteKeys : [])]
    const isSenseless = refuseSenseless(statement, this.#reporter)
    if (this.#refuseKeys(statement, [...known, ...senselessKeys]) || isSenseless) return undefined
    const ends = resolveNameEnds(statement, this.#scope, (value) => this.#text(value.span), this.#reporter)
    const named = this.#named(statement, name, known)
    if (!isRoute) return ends && named && { kind: 'name-isolate', ...named, ...ends }
    const constraints = resolveConstraints(statement, this.#scope, this.#reporter)
    if (!ends || !named || !constraints) return undefined
    const { via, avoid, survive, latency, maxHops } = constraints
    return {
      kind: 'name-route',
      ...named,
      ...ends,
      via,
      avoid,
      ...(survive ? { survive } : {}),
      ...(latency === undefined ? {} : { latency }),
      ...(maxHops === undefined ? {} : { maxHops }),
    }
  }

  /** A `route` or `isolate` by place. */
  #readPlaces(statement: IntentStatement, name: string): GeoRouteIntent | GeoIsolateIntent | undefined {
    if (statement.intent === 'allow')
      return this.#reporter.report(
        'wrong-kind',
        statement.keyword.span,
        'packets to places cannot be allowed, only routed',
        {
          hint: 'they are led by their place or not at all: write `route`',
        },
      )
    const isRoute = statement.intent === 'route'
    const known = [...classKeys, 'protocol', ...namedKeys, ...(isRoute ? geoRouteKeys : [])]
    const isSenseless = refuseUnplaced(statement, this.#reporter)
    if (this.#refuseKeys(statement, [...known, ...unplacedKeys]) || isSenseless) return undefined
    const ends = resolveGeoEnds(statement, this.#scope, (value) => this.#text(value.span), this.#reporter)
    const named = this.#named(statement, name, known)
    if (!isRoute) return ends && named && { kind: 'geo-isolate', ...named, ...ends }
    const promise = this.#placePromise(statement)
    return ends && named && promise && { kind: 'geo-route', ...named, ...ends, ...promise }
  }

  #readGeocast(statement: IntentStatement, name: string): GeocastIntent | undefined {
    const known = [...geocastKeys, ...namedKeys, ...geoRouteKeys]
    const isSenseless = refuseUnplaced(statement, this.#reporter)
    if (this.#refuseKeys(statement, [...known, ...unplacedKeys]) || isSenseless) return undefined
    const ends = resolveGeocast(statement, this.#scope, (value) => this.#text(value.span), this.#reporter)
    const named = this.#named(statement, name, known)
    const promise = this.#placePromise(statement)
    return ends && named && promise && { kind: 'geocast', ...named, ...ends, ...promise }
  }

  #readOlderGeo(statement: IntentStatement, name: string): GeoRouteIntent | undefined {
    const known = [...namedKeys, 'match', 'action']
    if (this.#refuseKeys(statement, known)) return undefined
    const keys = resolveOlderGeo(statement, this.#scope, (value) => this.#text(value.span), this.#reporter)
    const named = this.#named(statement, name, known)
    return keys && named && { kind: 'geo-route', ...named, ...keys, avoid: [] }
  }

  /** What a route by place says of its way. */
  #placePromise(statement: IntentStatement) {
    const fallback = readFallback(findEntry(statement.body, 'fallback'), this.#reporter)
    const constraints = resolveConstraints(statement, this.#scope, this.#reporter)
    if (!fallback || !constraints) return undefined
    const { avoid, survive, latency, maxHops } = constraints
    return {
      fallback,
      avoid,
      ...(survive ? { survive } : {}),
      ...(latency === undefined ? {} : { latency }),
      ...(maxHops === undefined ? {} : { maxHops }),
    }
  }

  #readAssert(statement: IntentStatement, name: string): Intent | undefined {
    const inner = statementsOf(statement.body).filter((item) => item.kind === 'intent')
    const [first, second] = inner
    if (!first || second) {
      this.#reporter.report(
        'missing-key',
        (statement.name ?? statement.keyword).span,
        `"${name}" asserts ${first ? 'more than one intent' : 'nothing'}`,
        {
          hint: 'for example `assert no-leak { isolate { from: guests, to: dc } }`',
        },
      )
      return undefined
    }
    const [why, hint] = unassertable[first.intent] ?? []
    if (why !== undefined) return this.#reporter.report('misplaced', first.keyword.span, why, { hint })
    const outside = findEntry(statement.body, 'active')
    if (outside)
      return this.#reporter.report('misplaced', outside.key.span, '"active" belongs to what is asserted', {
        hint: 'write it inside the inner braces',
      })
    const asserts = this.#readAsserted(first, name)
    return (
      asserts && {
        kind: 'assert',
        id: asserts.id,
        name,
        asserts,
        ...(asserts.renamedFrom === undefined ? {} : { renamedFrom: asserts.renamedFrom }),
        ...this.#renamed(statement, asserts.id),
        labels: this.#labels(statement, ['renamed_from']),
        source: this.#source(statement),
      }
    )
  }

  #readAsserted(statement: IntentStatement, name: string): AssertedIntent | undefined {
    const meant = this.#isPacketPolicy(statement) ? this.#modern(statement) : statement
    const read = meant && this.#readKind(meant, name)
    return read && read.kind !== 'assert' && read.kind !== 'protect' ? read : undefined
  }

  #readInstalling(statement: IntentStatement, name: string): AssertedIntent | undefined {
    if (isAboutPlaces(statement)) return this.#readPlaces(statement, name)
    if (isAboutNames(statement, this.#scope)) return this.#readNames(statement, name)
    const isRoute = statement.intent === 'route'
    const known = [...deliveryKeys, 'protocol', ...(isRoute ? routeKeys : [])]
    if (this.#refuseKeys(statement, known)) return undefined
    const protocol = resolveProtocol(statement, this.#scope, this.#reporter)
    if (!protocol) return undefined
    const its = this.#class(statement)
    const named = this.#named(statement, name, known)
    const reply = this.#entry<ReplyMode>(statement, 'reply', (entry) => this.#reply(entry), 'auto')
    const constraints = isRoute ? resolveConstraints(statement, this.#scope, this.#reporter) : undefined
    if (!its || !named || !reply || (isRoute && !constraints)) return undefined
    const base = { ...named, ...its, reply }
    if (statement.intent === 'isolate') this.#noteExceptions(statement, named.id)
    return constraints
      ? { kind: 'route', ...base, ...constraints, ...protocol }
      : { kind: statement.intent === 'allow' ? 'allow' : 'isolate', ...base }
  }

  /** Mirrors are bound when all files are read. */
  #noteExceptions(statement: IntentStatement, id: string): void {
    const mirrors = entriesOf(statement.body)
      .filter(({ key }) => key.text === 'from' || key.text === 'to')
      .flatMap(({ value }) => withoutMirrors(value).mirrors)
    if (mirrors.length > 0) this.exceptions.set(id, mirrors)
  }

  /** What every intent has. */
  #named(statement: IntentStatement, name: string, known: readonly string[]) {
    const priority = this.#entry(statement, 'priority', (entry) => this.#priority(entry), 100)
    const yields = this.#entry(
      statement,
      'yields',
      (entry) => readLiteralOf(entry.value, 'boolean', 'yields', 'true', this.#reporter)?.value,
      false,
    )
    const active = this.#entry<Schedule | 'always'>(statement, 'active', (entry) => this.#schedule(entry), 'always')
    if (priority === undefined || yields === undefined || !active) return undefined
    const id = this.#idOf(name)
    const labels = this.#labels(statement, known)
    const scheduled = active === 'always' ? {} : { active }
    const renamed = this.#renamed(statement, id)
    return { id, name, priority, rank: 0, yields, ...scheduled, ...renamed, labels, source: this.#source(statement) }
  }

  #idOf(name: string): string {
    return `${this.#network}/${this.#file.name}/${name}`
  }

  /** The id that it had before, of the same file, or with `"file/name"` of another. Whether that one is gone is seen when all files are read. */
  #renamed(statement: IntentStatement, id: string): { readonly renamedFrom?: string } {
    const value = findEntry(statement.body, 'renamed_from')?.value
    if (!value || value.kind === 'invalid') return {}
    const written = value.kind === 'text' ? value.text : nameOf(value)
    if (written === undefined || written === '') {
      this.#reporter.report('wrong-kind', value.span, `"renamed_from" wants a name, not ${kindName(value)}`, {
        hint: 'for example `renamed_from: web`, or `renamed_from: "old.pn/web"` where it was in another file',
      })
      return {}
    }
    const renamedFrom = written.includes('/') ? `${this.#network}/${written}` : this.#idOf(written)
    this.renames.push({ id, renamedFrom, written, span: value.span })
    return { renamedFrom }
  }

  /** Which packets it speaks of. An end that is not asked for here stays open. */
  #class(statement: IntentStatement, ends: readonly ('from' | 'to')[] = ['from', 'to']) {
    const from = this.#ends(statement, 'from')
    const to = ends.includes('to') ? this.#ends(statement, 'to') : anywhere
    const traffic = this.#traffic(statement)
    return from && to && traffic && { from, to, traffic }
  }

  #traffic(statement: IntentStatement) {
    return this.#entry(
      statement,
      'traffic',
      (entry) => resolveTraffic(entry.value, this.#scope, this.#reporter),
      anyTraffic,
    )
  }

  /** Keys that belong to other kinds of intents, or that are not compiled yet. */
  #refuseKeys(statement: IntentStatement, known: readonly string[]): boolean {
    let isRefused = false
    for (const { key, value } of entriesOf(statement.body)) {
      if (known.includes(key.text) && value.kind === 'list' && value.items.length === 0) {
        this.#reporter.report('missing-value', value.span, `the list of "${key.text}" is empty`, {
          hint: `say at least one, or leave "${key.text}" out`,
        })
        isRefused = true
      }
      if (key.text === 'protocol' && this.#isOtherProtocol(statement.intent, { key, value })) {
        isRefused = true
      } else if (!known.includes(key.text) && placeOf(key.text) !== undefined) {
        const kinds = `"${key.text}" belongs to ${placeOf(key.text)}, not to ${statement.intent}`
        this.#reporter.report('misplaced', key.span, kinds, hintFor(statement.intent))
        isRefused = true
      }
    }
    return isRefused
  }

  /** Whether an intent that speaks of one protocol alone asks for another, which is reported. */
  #isOtherProtocol(intent: IntentKeyword, { key, value }: Pick<Entry, 'key' | 'value'>): boolean {
    if (value.kind === 'invalid' || chooseProtocol.has(intent)) return false
    const own = protocolOf[intent] ?? 'ip'
    const name = nameOf(value)
    if (name === own) return false
    const isKnown = protocols.some((one) => one === name)
    const message = isKnown ? `${intent} is not compiled for the protocol ${name}` : `${kindName(value)} is no protocol`
    this.#reporter.report(isKnown ? 'not-yet-compiled' : 'unknown-name', (isKnown ? key : value).span, message, {
      hint: `${intent} speaks of \`protocol: ${own}\`, which need not be said`,
    })
    return true
  }

  #ends(statement: IntentStatement, key: 'from' | 'to'): Ends | undefined {
    const entry = findEntry(statement.body, key)
    const written = entry && (statement.intent === 'isolate' ? withoutMirrors(entry.value).value : entry.value)
    // A single word may be one that nobody wrote: the end that an older policy leaves open.
    const text = entry && (entry.value.kind === 'reference' ? entry.value.name : this.#text(entry.value.span))
    if (written && text !== undefined) return resolveEnds(written, text, this.#scope, this.#reporter)
    return this.#reporter.report(
      'missing-key',
      (statement.name ?? statement.keyword).span,
      `${statement.intent} has no "${key}"`,
      {
        hint: `say where it goes ${key}: \`${key}: any\` means everywhere`,
      },
    )
  }

  /** The value of a key, its default where the key is absent, undefined where it was reported. */
  #entry<T>(statement: IntentStatement, key: string, read: (entry: Entry) => T | undefined, absent: T): T | undefined {
    const entry = findEntry(statement.body, key)
    return entry ? read(entry) : absent
  }

  #schedule({ value }: Entry): Schedule | undefined {
    return resolveSchedule(value, this.#text(value.span), this.#reporter)
  }

  #priority(entry: Entry): number | undefined {
    const value = readLiteralOf(entry.value, 'number', 'priority', '200', this.#reporter)
    if (!value) return undefined
    if (Number.isInteger(value.value) && value.value >= 0 && value.value <= 1000) return value.value
    return this.#reporter.report(
      'out-of-range',
      entry.value.span,
      `the priority ${value.raw} is not between 0 and 1000`,
    )
  }

  #reply(entry: Entry): ReplyMode | undefined {
    const modes = ['auto', 'established', 'stateless', 'none'] as const
    const name = nameOf(entry.value)
    const mode = modes.find((one) => one === name)
    if (mode) return mode
    return this.#reporter.report(
      'unknown-name',
      entry.value.span,
      `"${name ?? this.#text(entry.value.span)}" is no way to reply`,
      {
        hint: didYouMean(name ?? '', modes) ?? `one of ${modes.join(', ')}`,
      },
    )
  }

  /** What the language gives no meaning is kept as it was written. A key that is nearly a known one is pointed out. */
  #labels(statement: IntentStatement, known: readonly string[]): Record<string, string> {
    const labels: Record<string, string> = {}
    const others = ['owner', 'reason', 'protocol']
    for (const { key, value } of entriesOf(statement.body)) {
      if (known.includes(key.text)) continue
      labels[key.text] = value.kind === 'text' ? value.text : this.#text(value.span)
      if (!others.includes(key.text)) this.#warnOfLabel(key, statement.intent, known)
    }
    return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** Points out a key that is nearly a known one, or one of other kinds. */
  #warnOfLabel({ text, span }: Entry['key'], intent: IntentKeyword, known: readonly string[]): void {
    const kinds = kindsWith(text)
    const near = kinds.length > 0 ? undefined : didYouMean(text, known)
    if (near === undefined && kinds.length === 0) return
    const message = `"${text}" is kept as a label${kinds.length > 0 ? `: it means nothing in ${intent}` : ''}`
    const hint = near ?? `it belongs to ${kinds.join(', ')}`
    this.#reporter.report('unknown-key', span, message, { severity: 'warning', hint })
  }

  #source({ name, keyword }: IntentStatement) {
    const { offset, line, column, length } = (name ?? keyword).span
    return { file: this.#file.name, offset, line, column, length }
  }

  #text({ offset, length }: Entry['span']): string {
    return this.#file.text.slice(offset, offset + length).replaceAll(/\s+/g, ' ')
  }

  /** A name made from the content, so that it stays while the content stays. */
  #nameFor(statement: IntentStatement): string {
    return `${statement.intent}-${contentHash(this.#text(statement.span).toWellFormed()).slice(0, 8)}`
  }
}
