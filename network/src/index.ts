export type { InterfaceAddress, IpAddress, IpFamily, IpNumber, Prefix, PrefixRange } from './address/ip.js'
export {
  addressBits,
  comparePrefixes,
  familiesBetween,
  formatAddress,
  formatPrefix,
  hostOf,
  hostPrefix,
  parseAddress,
  parseAddressNumber,
  parseInterfaceAddress,
  parsePrefix,
  parseV4,
  prefixContains,
  prefixesOverlap,
  prefixHolds,
  prefixOf,
  prefixRange,
} from './address/ip.js'
export type { PrefixSet } from './address/prefix-set.js'
export { allAddresses, intersectPrefixes, prefixSet, subtractPrefixes } from './address/prefix-set.js'
export type { Packet } from './packet/packet.js'
export { answerTo, hasPorts, protocolNumbers } from './packet/packet.js'
export type { PortRange, TrafficBox, TrafficClass, TrafficTerm } from './traffic-class/traffic-class.js'
export { anyTraffic, intersectBoxes, reverseTraffic, trafficBoxes } from './traffic-class/traffic-class.js'
export type { PacketBox, PacketBoxes } from './packet-set/packet-boxes.js'
export type { SamplePreferences } from './packet-set/sample-packet.js'
export { packetBoxText } from './packet-set/box-text.js'
export type { PacketSet } from './packet-set/packet-space.js'
export { PacketSpace } from './packet-set/packet-space.js'
export { DecisionDiagram, falseNode, trueNode } from './packet-set/decision-diagram.js'
export type {
  LinkEnd,
  NodeType,
  Place,
  Topology,
  TopologyDefinition,
  TopologyGroup,
  TopologyInterface,
  TopologyLink,
  TopologyNode,
} from './topology/topology.js'
export { emptyTopology } from './topology/empty-topology.js'
export type { Demand, DemandClass, DemandProblem, DemandProfile, TrafficMatrix } from './topology/demands.js'
export { checkDemands, noTraffic } from './topology/demands.js'
export { speaksOspf } from './topology/speaks-ospf.js'
export { headroomText, usableBandwidth } from './topology/usable-bandwidth.js'
export type { TopologyProblem } from './topology/check-topology.js'
export { checkTopology, freeInterface } from './topology/check-topology.js'
export { OwnedIndex, ownedIndexOf } from './topology/owned-index.js'
export type { Adjacency, OwnedPrefix, Port, PortKind, TopologyIndex } from './topology/topology-index.js'
export {
  forwardsByTables,
  indexTopology,
  isEndNode,
  ownerOf,
  portKey,
  tracksConnections,
} from './topology/topology-index.js'
export type { ClosedArcs, Graph, Obstacles } from './graph/graph.js'
export { closeArcs, graphOf, linkOfArc, reverseArc } from './graph/graph.js'
export type { FlatGraph } from './graph/flat-graph.js'
export { flatGraphOf } from './graph/flat-graph.js'
export type { ReroutedTree } from './graph/failure-sweep.js'
export { combinations, countCutScenarios, FailureSweep, holdsCut } from './graph/failure-sweep.js'
export type { UtilisationPlan } from './graph/utilisation/min-max-utilisation.js'
export { minMaxUtilisation } from './graph/utilisation/min-max-utilisation.js'
export type { GraphDemand } from './graph/utilisation/traffic.js'
export { DistanceTree } from './graph/distance-tree.js'
export type { DisjointPair, Disjointness } from './graph/disjoint-pairs.js'
export { DisjointPairs } from './graph/disjoint-pairs.js'
export type { Admission, MovedReservation, Reservation } from './graph/reservation-book.js'
export { ReservationBook } from './graph/reservation-book.js'
export type { SteinerTree } from './graph/steiner-tree.js'
export { steinerTree } from './graph/steiner-tree.js'
export type { BoundedPath, PathBound } from './graph/bounded-path.js'
export { boundedPath, lossLengths } from './graph/bounded-path.js'
export type { WaypointRequest, WaypointWalk } from './graph/waypoint-walk.js'
export { waypointWalk } from './graph/waypoint-walk.js'
export type { ProtectedDemand, ProtectionPlan } from './graph/shared-protection.js'
export { planProtection } from './graph/shared-protection.js'
export { PathFinder } from './graph/path-finder.js'
export type { PathMetric, SearchOptions, ShortestPathTree } from './graph/shortest-paths.js'
export { pathFrom, shortestPathTree } from './graph/shortest-paths.js'
export type { GraphPath } from './graph/k-shortest-paths.js'
export { comparePaths, kShortestPaths, pathOfArcs } from './graph/k-shortest-paths.js'
export { reachableFrom, separatorsOf } from './graph/cuts.js'
export { drainedDevices, drainedIndex } from './topology/drained.js'
export { linksDownIndex } from './topology/links-down.js'
export { homeSegment, linkSegments, mainSegment, segmentNames } from './segments/segment-names.js'
export type { Segment } from './segments/split-topology.js'
export { scenarioInSegment, segmentsOf, segmentViews } from './segments/split-topology.js'
export { intentsInSegment, segmentOfIntent } from './segments/split-intents.js'
export type { BySegment } from './segments/split-state.js'
export {
  keyOfSegment,
  ledgerInSegment,
  mergeLedgers,
  mergeStates,
  networkInSegment,
  plainNetwork,
  stateInSegment,
} from './segments/split-state.js'
export { walkOfSegment } from './segments/walk-of-segment.js'
export type { SaidSegments } from './segments/settle-segments.js'
export { settleSegments } from './segments/settle-segments.js'
export { isSystemIntent, managementId, systemIntents, systemNames, systemReasonOf } from './meaning/system-intents.js'
export { queueingDelay } from './meaning/queueing.js'
export type { Scenario } from './topology/scenario.js'
export { healthy, isInterfaceUp, isLinkUp, namesDown } from './topology/scenario.js'
export type { Mirror, Multicast } from './meaning/copies.js'
export {
  collectorInterfaces,
  isCopying,
  isMirror,
  mirrorsAt,
  mirrorsOf,
  multicastOf,
  multicastsOf,
  sendingPorts,
} from './meaning/copies.js'
export type {
  AllowIntent,
  AssertedIntent,
  AssertIntent,
  BalanceIntent,
  BalanceMember,
  Avoidance,
  Bandwidth,
  BaselineIntent,
  DeviceIntent,
  DeviceSetting,
  DrainIntent,
  CacheIntent,
  Ends,
  EndTerm,
  FlowAction,
  FlowIntent,
  FlowMatch,
  InstallingIntent,
  Intent,
  IsolateIntent,
  LimitIntent,
  MarkIntent,
  NatIntent,
  GeocastIntent,
  GeoFallback,
  GeoIntent,
  GeoIsolateIntent,
  GeoRouteIntent,
  NameIntent,
  NameIsolateIntent,
  NameRouteIntent,
  PeerIntent,
  Preference,
  ProtectIntent,
  MirrorIntent,
  MulticastIntent,
  CopyingIntent,
  QosIntent,
  ReplyMode,
  RouteIntent,
  RoutePolicy,
  SourceSpan,
  Spread,
  Survival,
  TranslatingIntent,
  TreatingIntent,
  Waypoint,
} from './intent/intent.js'
export { deliverySpoken, geoSpoken, isDeviceIntent, namesSpoken } from './intent/intent.js'
export type {
  ContentStoreEntry,
  DeviceState,
  Entry,
  EntryKey,
  FilterDirection,
  FilterEntry,
  MarkEntry,
  GeoAreaEntry,
  GeoFilterEntry,
  GeoMemberEntry,
  GeoNeighbourEntry,
  GeoNodeEntry,
  NameCacheEntry,
  NameFilterEntry,
  NameHopGroup,
  NameRouteEntry,
  NameStrategy,
  NameStrategyEntry,
  NetworkState,
  NextHop,
  NextHopGroups,
  OwnerLedger,
  PacketMatch,
  PolicerEntry,
  PolicyRouteEntry,
  PeerEntry,
  CopyEntry,
  GroupRouteEntry,
  QueueEntry,
  RouteAction,
  RouteEntry,
  SettingEntry,
  TranslationEntry,
  TranslationTarget,
} from './device-state/device-state.js'
export {
  closedFilter,
  emptyDeviceState,
  localInterface,
  namedPacketBytes,
  stubInterface,
  systemOwners,
  systemReasons,
} from './device-state/device-state.js'
export {
  contentStoreKey,
  entryKey,
  filterKey,
  markKey,
  matchText,
  nameCacheKey,
  nameFilterKey,
  nameRouteKey,
  nameStrategyKey,
  policerKey,
  policyRouteKey,
  peerKey,
  copyKey,
  groupRouteKey,
  queueKey,
  routeKey,
  settingKey,
  translationKey,
} from './device-state/entry-key.js'
export type { KeyedEntry } from './device-state/canonical-state.js'
export {
  canonicalState,
  eachEntry,
  entriesOf,
  entryCount,
  keyedEntries,
  networkState,
  sortedEntries,
  stateOf,
  stateOfKeyed,
  stateOfSorted,
} from './device-state/canonical-state.js'
export { entryKindNames } from './device-state/entry-kinds.js'
export type { DeviceDiff, EntryChange } from './device-state/diff.js'
export { diffDevice, diffNetwork, isEmptyDiff } from './device-state/diff.js'
export type {
  Applied,
  CompiledDevice,
  DropReason,
  ForwardChoice,
  Leaving,
  LookupResult,
  SentCopy,
  PreparedPacket,
} from './device-state/lookup.js'
export { compareRules, compileDevice, groupMatch, lookup, preparePacket, rewritten } from './device-state/lookup.js'
export type { AnswerAddresses } from './device-state/translate.js'
export { answeredPrefix, answeringMatch } from './device-state/translate.js'
export type { Choose, CopiedWalk, Hop, Walk, WalkContext, WalkEnd } from './device-state/walk.js'
export { handOver, walk } from './device-state/walk.js'
export type { ContentName } from './names/content-name.js'
export { isUnder, longestPrefix, namesMeet, parentName, parseName, rootName } from './names/content-name.js'
export type { InterestAnswer, NamedDevice } from './names/interest-lookup.js'
export { keeping, lookupInterest, mayHold, namedDevice, speaksOfNames } from './names/interest-lookup.js'
export type { InterestContext, InterestEnd, InterestHop, InterestWalk, InterestWalks } from './names/interest-walk.js'
export { interestPlace, producesName, walkInterest } from './names/interest-walk.js'
export type { Schedule, ScheduleTerm, TimeSpan } from './schedule/schedule.js'
export { activeSpans, isActiveAt, isEverActive } from './schedule/schedule.js'
export { isTimeZone } from './schedule/zone-time.js'
export type { Epoch } from './schedule/epochs.js'
export { activeAt, epochsOf, inactiveAt, scheduleOf } from './schedule/epochs.js'
export type { AvoidSet, Claim, Meaning, MeaningProblem } from './meaning/claims.js'
export { avoidSetOf, claimsOf, sendsElsewhere, replyModeOf } from './meaning/claims.js'
export type { GeoArea } from './places/geo-area.js'
export { anchorOf, areaText, deviceOf, devicesIn, nodesIn, parseArea, placeOf } from './places/geo-area.js'
export { headersOf } from './places/geo-headers.js'
export type { GeoAnswer, GeoHeader, GeoPacket, GeoTarget, PlacedDevice } from './places/geo-lookup.js'
export { boxHolds, geoFilterOf, lookupGeo, placedDevice, speaksOfPlaces } from './places/geo-lookup.js'
export type { GeoContext, GeoDelivery, GeoEnd, GeoHop, GeoLoss, GeoWalk } from './places/geo-walk.js'
export { geoPacket, walkGeo } from './places/geo-walk.js'
export type { Point } from './places/plane.js'
export { groundDistance, isOnSegment, planePoint, segmentsMeet, squaredDistance } from './places/plane.js'
export type { ContestedPlace, GeoClaim, GeoMeaning } from './meaning/geo-claims.js'
export { geoClaimsOf } from './meaning/geo-claims.js'
export type { ContestedName, NameClaim, NameMeaning } from './meaning/name-claims.js'
export { nameClaimsOf, producedNames, producersOf } from './meaning/name-claims.js'
export type { Treatment, TreatmentAction } from './meaning/treatments.js'
export { isFlow, isTreating, treatmentsOf, treatsAt } from './meaning/treatments.js'
export type { Translation, TranslationAction } from './meaning/translations.js'
export { isTranslating, translationsOf } from './meaning/translations.js'
export type { ClaimDestinations, ClaimSource } from './meaning/resolve-ends.js'
export {
  destinationsOf,
  foreignSources,
  isolatedSourcesOf,
  ownSources,
  portsMeeting,
  sourcesOf,
  waysOut,
} from './meaning/resolve-ends.js'
export type { Clock, Ids, Pool } from './port/clock.js'
export type { Random } from './port/random.js'
export { seededRandom } from './port/random.js'
export { canonicalJson, contentHash } from './port/canonical-json.js'
export { isSameJson } from './port/same-json.js'
export { stateFingerprint } from './device-state/fingerprint.js'
export { assertNever, InvariantError, invariant } from './port/invariant.js'
export { deviceStateFromJson, deviceStateToJson } from './json/device-state-json.js'
export { intentFromJson, intentToJson } from './json/intent-json.js'
export { canonicalNode, topologyFromJson, topologyToJson } from './json/topology-json.js'
export type { Agrees, Plain, WireAgreement } from './json/wire-agreement.js'
export type { AskedClass } from './meaning/asked-class.js'
export type {
  BgpConfig,
  BgpNeighbour,
  ConfiguredRoute,
  OspfConfig,
  OspfInterface,
  PrefixRule,
  Redistribution,
  RedistributedKind,
  RouteMapRule,
  RoutingConfig,
  RoutingInterface,
} from './routing/routing-config.js'
