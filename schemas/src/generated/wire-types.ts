// Made from schemas/json by schemas/scripts/generate.mjs: change the schemas, not this file.

/**
 * First and last value.
 *
 * @minItems 2
 * @maxItems 2
 */
export type FieldRange = [number, number]
export type DeploymentStatus =
  | 'awaiting-approval'
  | 'scheduled'
  | 'queued'
  | 'validating'
  | 'staging'
  | 'rolling-out'
  | 'paused'
  | 'confirming'
  | 'active'
  | 'superseded'
  | 'rolling-back'
  | 'rolled-back'
  | 'failed'
export type Entry =
  | {
      kind: 'route'
      /**
       * A CIDR prefix, host bits zero.
       */
      prefix: string
      action: RouteAction
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
  | {
      kind: 'policy-route'
      priority: number
      match: PacketMatch
      /**
       * Only packets that came in by this interface.
       */
      inInterface?: string
      action: RouteAction
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
  | {
      kind: 'filter'
      direction: 'in' | 'forward' | 'out'
      interface?: string
      priority: number
      match: PacketMatch
      action: 'permit' | 'deny'
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
  | {
      kind: 'mark'
      /**
       * Only packets that came in by this interface.
       */
      interface?: string
      priority: number
      match: PacketMatch
      dscp: number
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
  | {
      kind: 'policer'
      interface?: string
      direction: 'in' | 'out'
      priority: number
      match: PacketMatch
      bucket: string
      /**
       * bit/s
       */
      rate: number
      /**
       * bytes
       */
      burst: number
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
  | {
      kind: 'queue'
      interface: string
      /**
       * Only packets that came in by this interface.
       */
      inInterface?: string
      priority: number
      match: PacketMatch
      class: string
      /**
       * bit/s that the class always has
       */
      min?: number
      /**
       * bit/s that it never exceeds
       */
      max?: number
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
  | {
      kind: 'copy'
      /**
       * Only packets that came in by this interface.
       */
      interface?: string
      match: PacketMatch
      to: string
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
  | {
      kind: 'group-route'
      /**
       * A CIDR prefix, host bits zero.
       */
      source: string
      /**
       * An IPv4 or IPv6 address.
       */
      group: string
      inInterface: string
      out: string[]
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
  | {
      kind: 'translation'
      direction: 'source' | 'destination'
      /**
       * Where packets leave (source) or come in (destination).
       */
      interface?: string
      priority: number
      match: PacketMatch
      to: TranslationTarget[]
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
  | {
      kind: 'setting'
      setting: 'ntp' | 'dns' | 'syslog' | 'snmp'
      value: string
    }
  | {
      kind: 'peer'
      interface: string
      /**
       * An IPv4 or IPv6 address.
       */
      neighbour: string
      /**
       * A number of an autonomous system.
       */
      localAs: number
      /**
       * A number of an autonomous system.
       */
      remoteAs: number
      import: RoutePolicy
      export: RoutePolicy
      maxPrefixes?: number
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
  | {
      kind: 'name-route'
      /**
       * A name of content, or a prefix of names: /ndn/video.
       */
      name: string
      /**
       * By ascending cost; the first with an interface that is up is used.
       */
      groups: NameHopGroup[]
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
  | {
      kind: 'name-strategy'
      /**
       * A name of content, or a prefix of names: /ndn/video.
       */
      name: string
      strategy: 'best-route' | 'asf' | 'multicast'
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
  | {
      kind: 'content-store'
      /**
       * packets of 8,800 bytes
       */
      capacity: number
      policy: 'lru' | 'fifo'
      /**
       * What is kept where no cache entry speaks of a name.
       */
      keeps: 'all' | 'listed'
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
  | {
      kind: 'name-cache'
      /**
       * A name of content, or a prefix of names: /ndn/video.
       */
      name: string
      keep: boolean
      /**
       * ms
       */
      ttl?: number
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
  | {
      kind: 'name-filter'
      interface: string
      priority: number
      /**
       * A name of content, or a prefix of names: /ndn/video.
       */
      name: string
      action: 'permit' | 'deny'
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
  | {
      kind: 'geo-node'
      place: Place
      fallback: 'none' | 'perimeter'
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
  | {
      kind: 'geo-neighbour'
      interface: string
      node: string
      place: Place
      /**
       * One of the links that packets are led around by, no two of which cross.
       */
      planar: boolean
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
  | {
      kind: 'geo-member'
      node: string
      interface: string
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
  | {
      kind: 'geo-area'
      area: GeoArea
      deliver: string[]
      flood: string[]
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
  | {
      kind: 'geo-filter'
      interface: string
      priority: number
      to: GeoFilterTarget
      traffic: TrafficBox
      action: 'permit' | 'deny'
      /**
       * The VRF or tenant; absent: main.
       */
      segment?: string
    }
export type RouteAction =
  | {
      kind: 'forward'
      /**
       * The first group with an interface that is up is used.
       */
      groups: NextHop[][]
    }
  | {
      kind: 'deliver'
      interface: string
    }
  | {
      kind: 'drop'
    }
/**
 * An inclusive range of ports.
 *
 * @minItems 2
 * @maxItems 2
 */
export type PortRange = [number, number]
export type RoutePolicy = ('default' | 'any' | 'none') | string[]
export type GeoArea =
  | {
      kind: 'circle'
      centre: Place
      /**
       * metres
       */
      radius: number
    }
  | {
      kind: 'region'
      region: string
    }
export type GeoFilterTarget =
  | {
      kind: 'any'
    }
  | {
      kind: 'node'
      node: string
    }
  | {
      kind: 'area'
      area: GeoArea
    }
export type GeoFilterTarget1 =
  | {
      kind: 'any'
    }
  | {
      kind: 'node'
      node: string
    }
  | {
      kind: 'area'
      area: GeoArea
    }
export type Fault =
  | {
      kind: 'link-down'
      /**
       * Id of a link.
       */
      link: string
      /**
       * The end whose packets suffer; absent: both directions do.
       */
      from?: string
      /**
       * The fault clears itself after so many ms.
       */
      forMs?: number
    }
  | {
      kind: 'node-down'
      /**
       * Name of a node.
       */
      node: string
      /**
       * The fault clears itself after so many ms.
       */
      forMs?: number
    }
  | {
      kind: 'link-delay'
      /**
       * Id of a link.
       */
      link: string
      /**
       * The end whose packets suffer; absent: both directions do.
       */
      from?: string
      /**
       * µs
       */
      microseconds: number
      /**
       * The fault clears itself after so many ms.
       */
      forMs?: number
    }
  | {
      kind: 'link-loss'
      /**
       * Id of a link.
       */
      link: string
      /**
       * The end whose packets suffer; absent: both directions do.
       */
      from?: string
      /**
       * 0–1
       */
      fraction: number
      /**
       * The fault clears itself after so many ms.
       */
      forMs?: number
    }
  | {
      kind: 'link-flap'
      /**
       * Id of a link.
       */
      link: string
      /**
       * From one time that it goes down to the next, on average.
       */
      periodMs: number
      /**
       * Part of the period in which it is up.
       */
      duty: number
      /**
       * How much of the time up, at most, it goes down later by chance. Default 0.
       */
      jitter?: number
      /**
       * Of the chance. Default 1.
       */
      seed?: number
      /**
       * The fault clears itself after so many ms.
       */
      forMs?: number
    }
  | {
      kind: 'node-flap'
      /**
       * Name of a node.
       */
      node: string
      /**
       * From one time that it goes down to the next, on average.
       */
      periodMs: number
      /**
       * Part of the period in which it is up.
       */
      duty: number
      /**
       * How much of the time up, at most, it goes down later by chance. Default 0.
       */
      jitter?: number
      /**
       * Of the chance. Default 1.
       */
      seed?: number
      /**
       * The fault clears itself after so many ms.
       */
      forMs?: number
    }
  | {
      kind: 'refuse-stage'
      /**
       * Name of a node.
       */
      node: string
      /**
       * The fault clears itself after so many ms.
       */
      forMs?: number
    }
  | {
      kind: 'refuse-commit'
      /**
       * Name of a node.
       */
      node: string
      /**
       * The fault clears itself after so many ms.
       */
      forMs?: number
    }
  | {
      kind: 'die-after-stage'
      /**
       * Name of a node.
       */
      node: string
      /**
       * It lives until it has staged something.
       */
      armed?: boolean
      /**
       * The fault clears itself after so many ms.
       */
      forMs?: number
    }
  | {
      kind: 'forget-entry'
      /**
       * Name of a node.
       */
      node: string
      /**
       * Identity of an entry of a device: its kind and what it matches.
       */
      entry: string
      /**
       * The fault clears itself after so many ms.
       */
      forMs?: number
    }
  | {
      kind: 'slow-device'
      /**
       * Name of a node.
       */
      node: string
      /**
       * ms
       */
      ms?: number
      /**
       * The fault clears itself after so many ms.
       */
      forMs?: number
    }
  | {
      kind: 'partial-commit'
      /**
       * Name of a node.
       */
      node: string
      /**
       * How many entries of the change are applied.
       */
      entries: number
      lies?: boolean
      /**
       * The fault clears itself after so many ms.
       */
      forMs?: number
    }
  | {
      kind: 'clock-skew'
      /**
       * Name of a node.
       */
      node: string
      /**
       * ms
       */
      ms: number
      /**
       * The fault clears itself after so many ms.
       */
      forMs?: number
    }
export type Property =
  | 'delivered'
  | 'replies'
  | 'waypoints'
  | 'avoids'
  | 'latency'
  | 'hops'
  | 'loss'
  | 'available'
  | 'symmetric'
  | 'paths'
  | 'bandwidth'
  | 'survives'
  | 'isolated'
  | 'marked'
  | 'limited'
  | 'queued'
  | 'translated'
  | 'balanced'
  | 'mirrored'
  | 'installed'
  | 'cached'
  | 'drained'
  | 'only-what-is-asked'
  | 'no-loop'
  | 'no-black-hole'
  | 'no-dead-interface'
export type GeoTarget =
  | {
      kind: 'node'
      node: string
    }
  | {
      kind: 'area'
      area: GeoArea
    }
export type Intent =
  | RouteIntent
  | IsolateIntent
  | AllowIntent
  | AssertIntent
  | MarkIntent
  | LimitIntent
  | QosIntent
  | MirrorIntent
  | MulticastIntent
  | NatIntent
  | BalanceIntent
  | FlowIntent
  | ProtectIntent
  | DrainIntent
  | BaselineIntent
  | PeerIntent
  | NameRouteIntent
  | NameIsolateIntent
  | CacheIntent
  | GeoRouteIntent
  | GeocastIntent
  | GeoIsolateIntent
export type EndTerm =
  | {
      kind: 'node'
      node: string
    }
  | {
      kind: 'prefix'
      /**
       * A CIDR prefix, host bits zero.
       */
      prefix: string
    }
  | {
      kind: 'any'
    }
  | {
      kind: 'internet'
    }
/**
 * A union of terms; [{}] is any traffic.
 */
export type TrafficClass = TrafficTerm[]
export type Avoidance =
  | {
      kind: 'node'
      node: string
    }
  | {
      kind: 'link'
      link: string
    }
  | {
      kind: 'region'
      region: string
    }
  | {
      kind: 'risk'
      risk: string
    }
/**
 * Each of them.
 */
export type Survivals = Survival[]
export type AssertedIntent =
  | RouteIntent
  | IsolateIntent
  | AllowIntent
  | QosIntent
  | LimitIntent
  | MarkIntent
  | NatIntent
  | BalanceIntent
  | MirrorIntent
  | MulticastIntent
  | CacheIntent
  | NameRouteIntent
  | NameIsolateIntent
  | GeoRouteIntent
  | GeoIsolateIntent
  | GeocastIntent
  | FlowIntent
  | DrainIntent
  | BaselineIntent
  | PeerIntent
export type FlowAction =
  | {
      kind: 'output'
      interface: string
      queue?: string
    }
  | {
      kind: 'via'
      node: string
      queue?: string
    }
  | {
      kind: 'queue'
      queue: string
    }
  | {
      kind: 'drop'
    }
export type JournalEvent =
  | {
      type: 'created'
      script: DeploymentScript
      confirmWithinMs: number
      awaitsApproval: boolean
      notBefore?: number
      reason?: string
    }
  | {
      type: 'approved'
    }
  | {
      type: 'due'
    }
  | {
      type: 'validating'
    }
  | {
      type: 'wave-staging'
      wave: number
    }
  | {
      type: 'staged'
      wave: number
      device: string
      staged: string
    }
  | {
      type: 'wave-committing'
      wave: number
      confirmBy: number
    }
  | {
      type: 'committed'
      wave: number
      device: string
      revision: string | number
    }
  | {
      type: 'wave-done'
      wave: number
      ms: number
    }
  | {
      type: 'paused'
    }
  | {
      type: 'resumed'
    }
  | {
      type: 'confirming'
    }
  | {
      type: 'confirmed'
      device: string
    }
  | {
      type: 'reapplying'
      device: string
      staged: string
    }
  | {
      type: 'active'
      ms: number
    }
  | {
      type: 'superseded'
      by: string
    }
  | {
      type: 'rolling-back'
      error: Failure
    }
  | {
      type: 'undone'
      wave: number
      device: string
    }
  | {
      type: 'rolled-back'
      ms: number
    }
  | {
      type: 'failed'
      error: Failure
    }
export type Paths = string[][]
export type Rollout =
  | {
      kind: 'ordered'
    }
  | {
      kind: 'needs-disruption-window'
      loses: string[]
      /**
       * Whether no order of whole devices exists, or none was found in time.
       */
      because?: 'none' | 'unknown'
      /**
       * Devices whose states stand against each other, with a packet; or why it is not known.
       */
      witness?: string[]
    }
export type ScenarioStep =
  | {
      kind: 'deploy'
      intents?: ScenarioSource[]
      mode?: 'merge' | 'replace'
      /**
       * s
       */
      confirmWithin?: number
      /**
       * Default active.
       */
      expect?: 'active' | 'rolled-back' | 'failed' | 'refused'
      /**
       * The error's code, where it is expected not to become active.
       */
      code?: string
      /**
       * Not before so many ms of the story.
       */
      at?: number
      /**
       * What it is for.
       */
      note?: string
    }
  | {
      kind: 'fault'
      fault: Fault
      /**
       * A name to clear it by.
       */
      as?: string
      /**
       * Not before so many ms of the story.
       */
      at?: number
      /**
       * What it is for.
       */
      note?: string
    }
  | {
      kind: 'clear'
      /**
       * The name that a step before gave it.
       */
      fault?: string
      /**
       * Not before so many ms of the story.
       */
      at?: number
      /**
       * What it is for.
       */
      note?: string
    }
  | {
      kind: 'wait'
      /**
       * ms
       */
      ms: number
      /**
       * Not before so many ms of the story.
       */
      at?: number
      /**
       * What it is for.
       */
      note?: string
    }
  | {
      kind: 'traffic'
      matrix: TrafficMatrix
      /**
       * Not before so many ms of the story.
       */
      at?: number
      /**
       * What it is for.
       */
      note?: string
    }
  | {
      kind: 'trace'
      /**
       * node, prefix or address
       */
      from: string
      /**
       * node, prefix or address
       */
      to: string
      protocol?: 'tcp' | 'udp' | 'icmp'
      dstPort?: number
      /**
       * Default delivered.
       */
      expect?: 'delivered' | 'dropped' | 'looped' | 'misdelivered'
      /**
       * Items: A node on its way.
       */
      via?: string[]
      /**
       * Items: A node not on its way.
       */
      avoids?: string[]
      /**
       * How long the network may take until it is so. Default 10 s.
       */
      withinMs?: number
      /**
       * Not before so many ms of the story.
       */
      at?: number
      /**
       * What it is for.
       */
      note?: string
    }
  | {
      kind: 'expect-verdict'
      /**
       * Its name.
       */
      intent: string
      is: 'holds' | 'violated' | 'unknown'
      /**
       * How long the network may take until it is so. Default 10 s.
       */
      withinMs?: number
      /**
       * Not before so many ms of the story.
       */
      at?: number
      /**
       * What it is for.
       */
      note?: string
    }
  | {
      kind: 'expect-alert'
      /**
       * link-down, drift, …
       */
      code: string
      /**
       * Of what.
       */
      subject?: string
      /**
       * none: was never raised.
       */
      is: 'open' | 'resolved' | 'none'
      /**
       * How many such alerts, at least. Default 1.
       */
      atLeast?: number
      /**
       * How long the network may take until it is so. Default 10 s.
       */
      withinMs?: number
      /**
       * Not before so many ms of the story.
       */
      at?: number
      /**
       * What it is for.
       */
      note?: string
    }
  | {
      kind: 'expect-deployment'
      /**
       * active, rolled-back, …
       */
      is: string
      /**
       * How long the network may take until it is so. Default 10 s.
       */
      withinMs?: number
      /**
       * Not before so many ms of the story.
       */
      at?: number
      /**
       * What it is for.
       */
      note?: string
    }
  | {
      kind: 'expect-delivered'
      /**
       * Of this intent's flows; absent: of all.
       */
      intent?: string
      /**
       * Of the demand matrix alone.
       */
      demands?: boolean
      /**
       * 0–1
       */
      atLeast?: number
      /**
       * 0–1
       */
      atMost?: number
      /**
       * How long the network may take until it is so. Default 10 s.
       */
      withinMs?: number
      /**
       * Not before so many ms of the story.
       */
      at?: number
      /**
       * What it is for.
       */
      note?: string
    }
  | {
      kind: 'expect-drift'
      /**
       * Items: Name of a device.
       */
      devices: string[]
      /**
       * How long the network may take until it is so. Default 10 s.
       */
      withinMs?: number
      /**
       * Not before so many ms of the story.
       */
      at?: number
      /**
       * What it is for.
       */
      note?: string
    }
  | {
      kind: 'expect-link'
      /**
       * Its id.
       */
      link: string
      up?: boolean
      /**
       * The end that sends, for loss.
       */
      from?: string
      /**
       * 0–1
       */
      lossAtLeast?: number
      /**
       * 0–1
       */
      lossAtMost?: number
      /**
       * How long the network may take until it is so. Default 10 s.
       */
      withinMs?: number
      /**
       * Not before so many ms of the story.
       */
      at?: number
      /**
       * What it is for.
       */
      note?: string
    }
export type TraceEnd =
  | {
      kind: 'delivered'
      node: string
      interface: string
    }
  | {
      kind: 'misdelivered'
      node: string
      interface: string
    }
  | {
      kind: 'dropped'
      node: string
      reason: string
    }
  | {
      kind: 'looped'
      node: string
    }
  | {
      kind: 'replicated'
      node: string
    }
  | {
      kind: 'received'
      node: string
      interface: string
    }

export interface WireTypes {
  alert: Alert
  'class-trace': ClassTrace
  deployment: Deployment
  'device-diff': DeviceDiff
  'device-state': DeviceState
  diagnostic: Diagnostic
  fault: Fault
  'intent-file': CommittedFile
  'intent-set': IntentSet
  'intent-status': IntentStatus
  intent: Intent
  'interface-input': TopologyInterfaceInput
  interface: TopologyInterface
  'journal-event': JournalRecord
  'link-input': TopologyLinkInput
  link: TopologyLink
  'log-line': LogLine
  login: Login
  network: Network
  'node-input': TopologyNodeInput
  node: TopologyNode
  'plan-step': PlanStep
  'plan-summary': PlanSummary
  plan: Plan
  problem: Problem
  scenario: Scenario
  telemetry: TelemetrySample
  topology: Topology
  trace: Trace
  'traffic-matrix': TrafficMatrix
  user: User
  verdict: Verdict
  'ws-frame': WsFrame
}
/**
 * Something that is not as it should be, from the moment it was seen until it is over.
 */
export interface Alert {
  id: string
  network: string
  severity: 'critical' | 'warning' | 'info'
  code:
    | 'link-down'
    | 'node-down'
    | 'drift'
    | 'verdict-violated'
    | 'device-reverted'
    | 'deployment-failed'
    | 'device-unreachable'
    | 'threshold'
  /**
   * A link id, a device, an intent and property, a deployment.
   */
  subject: string
  message: string
  /**
   * When it was seen, ms since 1970
   */
  raisedAt: number
  /**
   * When it was over, ms since 1970
   */
  resolvedAt?: number
  /**
   * When someone took note, ms since 1970
   */
  acknowledgedAt?: number
  acknowledgedBy?: string
}
/**
 * The tree of what can happen to a class of packets, as a table of nodes with equal subtrees once.
 */
export interface ClassTrace {
  entries: ClassEntry[]
  nodes: ClassNode[]
  isWhole: boolean
  /**
   * Why it is not whole.
   */
  reason?: string
}
/**
 * Where a part of the class enters.
 */
export interface ClassEntry {
  node: string
  interface: string
  /**
   * The host that sends it; absent: whatever lies behind the interface.
   */
  from?: string
  class: TracedClass
  to: ClassEnd
}
/**
 * Packets as they were sent, as disjoint boxes, and one of them.
 */
export interface TracedClass {
  example: Packet
  boxes: PacketBox[]
  /**
   * false: there are more.
   */
  isWhole: boolean
}
/**
 * One IP packet header. Ports are 0 for protocols without ports.
 */
export interface Packet {
  /**
   * An IPv4 or IPv6 address.
   */
  src: string
  /**
   * An IPv4 or IPv6 address.
   */
  dst: string
  protocol: number
  srcPort: number
  dstPort: number
  dscp: number
  established: boolean
}
/**
 * Packets each of whose fields lies in one of the ranges; an absent field may be anything.
 */
export interface PacketBox {
  family?: 4 | 6
  /**
   * Items: A CIDR prefix, host bits zero.
   */
  src?: string[]
  /**
   * Items: A CIDR prefix, host bits zero.
   */
  dst?: string[]
  protocol?: FieldRange[]
  dstPort?: FieldRange[]
  srcPort?: FieldRange[]
  dscp?: FieldRange[]
  established?: boolean
}
/**
 * device: to the node with this id. received: a copy that somebody is handed. cut: not followed, since there was too much already.
 */
export interface ClassEnd {
  kind: 'device' | 'delivered' | 'misdelivered' | 'received' | 'dropped' | 'looped' | 'cut'
  id?: number
  node?: string
  reason?: string
}
/**
 * Packets at a device.
 */
export interface ClassNode {
  id: number
  node: string
  inInterface: string
  rewritten?: RewrittenHeader
  isCopy?: true
  class: TracedClass
  parts: ClassPart[]
}
/**
 * What devices have made of the header. A prefix: one of its addresses, whichever the device chose.
 */
export interface RewrittenHeader {
  dscp?: number
  /**
   * A CIDR prefix, host bits zero.
   */
  src?: string
  /**
   * A CIDR prefix, host bits zero.
   */
  dst?: string
}
/**
 * Packets with which the device does the same. The shares of all branches sum to 1; of none where copies go on in their place.
 */
export interface ClassPart {
  class: TracedClass
  entries: TraceDecision[]
  branches: ClassBranch[]
  copies?: ClassBranch[]
}
/**
 * An entry that decided.
 */
export interface TraceDecision {
  /**
   * Identity of an entry of a device: its kind and what it matches.
   */
  key: string
  /**
   * Intents that need the entry.
   */
  owners: string[]
}
/**
 * One way on.
 */
export interface ClassBranch {
  /**
   * Of flows under even choice.
   */
  share: number
  outInterface?: string
  link?: string
  entries: TraceDecision[]
  rewritten?: RewrittenHeader
  to: ClassEnd
}
/**
 * A plan on its way to the devices.
 */
export interface Deployment {
  id: string
  network: string
  plan: string
  status: DeploymentStatus
  /**
   * The wave under way; index -1 before the first.
   */
  wave: {
    index: number
    of: number
  }
  waves: DeploymentWave[]
  /**
   * When validation began, ms since 1970
   */
  startedAt?: number
  /**
   * When it was final, ms since 1970
   */
  finishedAt?: number
  ms?: number
  actor: string
  reason?: string
  error?: Failure
  /**
   * When it was asked for, ms since 1970
   */
  createdAt?: number
  /**
   * Devices that a person must look at.
   */
  needsPerson?: string[]
  supersededBy?: string
  canRollBack?: boolean
  /**
   * Left out in lists.
   */
  events?: DeploymentEvent[]
}
export interface DeploymentWave {
  devices: string[]
  status: 'pending' | 'staging' | 'committing' | 'done' | 'undone'
  ms?: number
}
/**
 * What went wrong.
 */
export interface Failure {
  code: string
  message: string
  devices?: string[]
  moved?: Moved[]
}
/**
 * Something that is no longer as the plan saw it.
 */
export interface Moved {
  what: string
  was: string
  is: string
}
/**
 * A journalled step.
 */
export interface DeploymentEvent {
  seq: number
  /**
   * When it was written, ms since 1970
   */
  at: number
  type: string
  [k: string]: unknown
}
/**
 * What changes on one device.
 */
export interface DeviceDiff {
  device: string
  added: KeyedEntry[]
  removed: KeyedEntry[]
  changed: EntryChange[]
}
export interface KeyedEntry {
  /**
   * Identity of an entry of a device: its kind and what it matches.
   */
  key: string
  entry: Entry
}
export interface NextHop {
  interface: string
  /**
   * An IPv4 or IPv6 address.
   */
  address?: string
}
/**
 * Absent fields match anything.
 */
export interface PacketMatch {
  /**
   * A CIDR prefix, host bits zero.
   */
  src?: string
  /**
   * A CIDR prefix, host bits zero.
   */
  dst?: string
  protocol?: number
  srcPort?: PortRange
  dstPort?: PortRange
  dscp?: number
  established?: boolean
}
/**
 * What an address becomes: one of the prefix, as the device chooses.
 */
export interface TranslationTarget {
  /**
   * A CIDR prefix, host bits zero.
   */
  prefix: string
  weight: number
  /**
   * Chosen only while it is up.
   */
  interface?: string
}
export interface NameHopGroup {
  cost: number
  interfaces: string[]
}
/**
 * A place on the earth, degrees (WGS 84).
 */
export interface Place {
  lat: number
  lon: number
}
export interface TrafficBox {
  protocol?: number
  srcPort?: PortRange
  dstPort?: PortRange
  dscp?: number
}
export interface EntryChange {
  /**
   * Identity of an entry of a device: its kind and what it matches.
   */
  key: string
  before: Entry
  after: Entry
}
/**
 * One device, desired or observed, vendor-neutral.
 */
export interface DeviceState {
  device: string
  routes: RouteEntry[]
  policyRoutes: PolicyRouteEntry[]
  filters: FilterEntry[]
  marks?: MarkEntry[]
  policers?: PolicerEntry[]
  queues?: QueueEntry[]
  copies?: CopyEntry[]
  groupRoutes?: GroupRouteEntry[]
  translations?: TranslationEntry[]
  settings?: DeviceSetting[]
  peers?: PeerEntry[]
  nameRoutes?: NameRouteEntry[]
  nameStrategies?: NameStrategyEntry[]
  contentStores?: ContentStoreEntry[]
  nameCaches?: NameCacheEntry[]
  nameFilters?: NameFilterEntry[]
  geoNodes?: GeoNodeEntry[]
  geoNeighbours?: GeoNeighbourEntry[]
  geoMembers?: GeoMemberEntry[]
  geoAreas?: GeoAreaEntry[]
  geoFilters?: GeoFilterEntry[]
}
/**
 * The longest prefix that holds the destination wins.
 */
export interface RouteEntry {
  /**
   * A CIDR prefix, host bits zero.
   */
  prefix: string
  action: RouteAction
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Decides before the routes; higher priority first.
 */
export interface PolicyRouteEntry {
  priority: number
  match: PacketMatch
  /**
   * Only packets that came in by this interface.
   */
  inInterface?: string
  action: RouteAction
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * The first match decides; none matches: permitted.
 */
export interface FilterEntry {
  direction: 'in' | 'forward' | 'out'
  interface?: string
  priority: number
  match: PacketMatch
  action: 'permit' | 'deny'
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Rewrites the DSCP; the first match counts.
 */
export interface MarkEntry {
  /**
   * Only packets that came in by this interface.
   */
  interface?: string
  priority: number
  match: PacketMatch
  dscp: number
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Holds packets to a rate; entries with one bucket share it.
 */
export interface PolicerEntry {
  interface?: string
  direction: 'in' | 'out'
  priority: number
  match: PacketMatch
  bucket: string
  /**
   * bit/s
   */
  rate: number
  /**
   * bytes
   */
  burst: number
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Puts packets that leave by the interface into a queue of it; the first match counts.
 */
export interface QueueEntry {
  interface: string
  /**
   * Only packets that came in by this interface.
   */
  inInterface?: string
  priority: number
  match: PacketMatch
  class: string
  /**
   * bit/s that the class always has
   */
  min?: number
  /**
   * bit/s that it never exceeds
   */
  max?: number
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Sends a copy of the packet out of `to`; all that match count.
 */
export interface CopyEntry {
  /**
   * Only packets that came in by this interface.
   */
  interface?: string
  match: PacketMatch
  to: string
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Packets from the source to the group go out of every interface of `out`, if they came in by `inInterface`.
 */
export interface GroupRouteEntry {
  /**
   * A CIDR prefix, host bits zero.
   */
  source: string
  /**
   * An IPv4 or IPv6 address.
   */
  group: string
  inInterface: string
  out: string[]
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Rewrites an address of packets that open a connection, and of their answers back.
 */
export interface TranslationEntry {
  direction: 'source' | 'destination'
  /**
   * Where packets leave (source) or come in (destination).
   */
  interface?: string
  priority: number
  match: PacketMatch
  to: TranslationTarget[]
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * ntp, dns, syslog: the address of a server; snmp: v2c or v3.
 */
export interface DeviceSetting {
  setting: 'ntp' | 'dns' | 'syslog' | 'snmp'
  value: string
}
/**
 * A BGP session with a neighbour outside of the network.
 */
export interface PeerEntry {
  interface: string
  /**
   * An IPv4 or IPv6 address.
   */
  neighbour: string
  /**
   * A number of an autonomous system.
   */
  localAs: number
  /**
   * A number of an autonomous system.
   */
  remoteAs: number
  import: RoutePolicy
  export: RoutePolicy
  maxPrefixes?: number
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Where Interests under a prefix go; the longest prefix counts.
 */
export interface NameRouteEntry {
  /**
   * A name of content, or a prefix of names: /ndn/video.
   */
  name: string
  /**
   * By ascending cost; the first with an interface that is up is used.
   */
  groups: NameHopGroup[]
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * How Interests under a prefix are sent on; the longest prefix counts.
 */
export interface NameStrategyEntry {
  /**
   * A name of content, or a prefix of names: /ndn/video.
   */
  name: string
  strategy: 'best-route' | 'asf' | 'multicast'
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * The device keeps Data that passes. One at most.
 */
export interface ContentStoreEntry {
  /**
   * packets of 8,800 bytes
   */
  capacity: number
  policy: 'lru' | 'fifo'
  /**
   * What is kept where no cache entry speaks of a name.
   */
  keeps: 'all' | 'listed'
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Whether Data under a prefix is kept; the longest prefix counts.
 */
export interface NameCacheEntry {
  /**
   * A name of content, or a prefix of names: /ndn/video.
   */
  name: string
  keep: boolean
  /**
   * ms
   */
  ttl?: number
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Refuses or permits Interests that come in by an interface; the first match decides.
 */
export interface NameFilterEntry {
  interface: string
  priority: number
  /**
   * A name of content, or a prefix of names: /ndn/video.
   */
  name: string
  action: 'permit' | 'deny'
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
export interface GeoNodeEntry {
  place: Place
  fallback: 'none' | 'perimeter'
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
export interface GeoNeighbourEntry {
  interface: string
  node: string
  place: Place
  /**
   * One of the links that packets are led around by, no two of which cross.
   */
  planar: boolean
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
export interface GeoMemberEntry {
  node: string
  interface: string
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
export interface GeoAreaEntry {
  area: GeoArea
  deliver: string[]
  flood: string[]
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
export interface GeoFilterEntry {
  interface: string
  priority: number
  to: GeoFilterTarget1
  traffic: TrafficBox
  action: 'permit' | 'deny'
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Something to tell the person who wrote the text.
 */
export interface Diagnostic {
  /**
   * Stable; the manual lists them.
   */
  code: string
  severity: 'error' | 'warning' | 'info'
  message: string
  file: string
  span: Span
  /**
   * The fix; follows the message after a semicolon.
   */
  hint?: string
  related?: RelatedPlace[]
  witness?: Witness
}
/**
 * A place in a source text: UTF-16 offsets and lengths, lines and columns from 1.
 */
export interface Span {
  offset: number
  line: number
  column: number
  length: number
}
export interface RelatedPlace {
  message: string
  file: string
  span: Span
}
/**
 * What shows that it is right: a packet, where it enters, the link and the time that it is about.
 */
export interface Witness {
  packet?: Packet
  place?: {
    node: string
    interface: string
  }
  link?: string
  /**
   * ISO 8601, UTC.
   */
  time?: {
    from: string
    until: string
  }
}
/**
 * A file of the committed intents with what there is to say about it.
 */
export interface CommittedFile {
  name: string
  text: string
  /**
   * Hash of its content.
   */
  revision: string
  /**
   * When it was last written, ms since 1970
   */
  updatedAt: number
  diagnostics: Diagnostic[]
}
/**
 * The intent files as they stood from one moment on.
 */
export interface IntentSet {
  revision: string
  /**
   * When it was committed, ms since 1970
   */
  at: number
  actor: string
  files: FileRevision[]
  /**
   * The deployment that brought it.
   */
  deployment?: string
  /**
   * Intents that got another name with it: the ids before and since.
   */
  renamed?: RenamedIntent[]
}
export interface FileRevision {
  name: string
  revision: string
}
export interface RenamedIntent {
  from: string
  to: string
}
/**
 * A committed intent and how it fares.
 */
export interface IntentStatus {
  id: string
  name: string
  kind: string
  file: string
  /**
   * Names that it had, latest first; file/name where it was in another file.
   */
  formerNames?: string[]
  /**
   * The network has it by itself; no file says it.
   */
  builtin?: true
  /**
   * As it was written.
   */
  text?: string
  line?: number
  priority: number
  /**
   * The sources, as they were written.
   */
  from?: string
  /**
   * The destinations, as they were written.
   */
  to?: string
  labels: Labels
  /**
   * Whether its schedule holds now; true without one.
   */
  active: boolean
  /**
   * When it is active, as it was written.
   */
  schedule?: string
  /**
   * inactive: its schedule left it out of what runs; not-deployed: what runs does not know it, or another form of it.
   */
  verdicts: 'holds' | 'violated' | 'unknown' | 'inactive' | 'not-deployed'
  paths: string[][]
  /**
   * Left out in lists.
   */
  allVerdicts?: Verdict[]
  /**
   * The devices of a flow, which has no ends.
   */
  at?: string[]
}
export interface Labels {
  [k: string]: string
}
/**
 * What is proved of one property of one intent.
 */
export interface Verdict {
  /**
   * Intent id, or system.
   */
  intent: string
  property: Property
  verdict: 'holds' | 'violated' | 'unknown'
  coverage: 'full' | 'partial'
  lost?: {
    to: string
    packet?: Packet
    /**
     * A name of content, or a prefix of names: /ndn/video.
     */
    interest?: string
    placed?: PlacePacket
  }
  reason?: string
  grade?: 'protected' | 'restored' | 'converged'
  scenario?: {
    down: string[]
  }
  packet?: Packet
  /**
   * A name of content, or a prefix of names: /ndn/video.
   */
  interest?: string
  placed?: PlacePacket
  ingress?: {
    node: string
    interface: string
  }
  hops?: VerdictHop[]
  scenarios?: number
  /**
   * Of only-what-is-asked: all packets that nobody asks for, the first classes of them.
   */
  orphans?: OrphanClass[]
  /**
   * Classes that are not listed.
   */
  moreOrphans?: number
}
/**
 * A packet that is sent by place.
 */
export interface PlacePacket {
  to: GeoTarget
  protocol: number
  srcPort: number
  dstPort: number
  dscp: number
}
/**
 * One device on the way of a packet.
 */
export interface VerdictHop {
  node: string
  inInterface: string
  outInterface?: string
  /**
   * Items: Identity of an entry of a device: its kind and what it matches.
   */
  entries: string[]
  owners: string[]
}
/**
 * Packets that are delivered though no intent asks for it.
 */
export interface OrphanClass {
  /**
   * The packets, in words.
   */
  words: string
  /**
   * Disjoint; together the class, with more.
   */
  boxes: PacketBox[]
  /**
   * Boxes that are not listed, counted up to a bound.
   */
  more?: number
  /**
   * Where they enter.
   */
  ingress: {
    node: string
    interface: string
  }[]
  /**
   * The node that gets them.
   */
  to: string
}
/**
 * Its class must be delivered, on paths that keep every constraint.
 */
export interface RouteIntent {
  kind: 'route'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  from: Ends
  to: Ends
  traffic: TrafficClass
  reply: 'auto' | 'established' | 'stateless' | 'none'
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  via: Waypoint[]
  avoid: Avoidance[]
  survive?: Survivals
  /**
   * µs, propagation
   */
  latency?: number
  /**
   * Links that a packet passes at most, those to hosts included.
   */
  maxHops?: number
  paths?: Spread
  prefer?: Preference[]
  bandwidth?: Bandwidth
  /**
   * Share of packets lost at most.
   */
  loss?: number
  /**
   * Share of time delivered at least.
   */
  availability?: number
  /**
   * Answers take the way of what they answer, backwards.
   */
  symmetric?: boolean
  /**
   * The latency holds with what waits in queues.
   */
  queueing?: 'modelled'
  /**
   * Every device on the way carries it by match-action tables.
   */
  protocol?: 'p4'
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * The union of terms without except; text is how it was written.
 */
export interface Ends {
  terms: EndTerm[]
  except: EndTerm[]
  text: string
}
/**
 * One term of a traffic class: a packet belongs when every field given matches.
 */
export interface TrafficTerm {
  protocol?: number
  srcPorts?: PortRange[]
  dstPorts?: PortRange[]
  dscp?: number[]
}
/**
 * Active in any of its terms; text is how it was written.
 */
export interface Schedule {
  terms: ScheduleTerm[]
  text: string
}
/**
 * Days of the week (Monday is 0), hours (minutes from midnight) and a span of dates, by the clocks of a zone.
 */
export interface ScheduleTerm {
  zone: string
  days?: {
    first: number
    last: number
  }
  hours?: {
    startMinute: number
    endMinute: number
  }
  from?: string
  until?: string
}
/**
 * Where an intent was written.
 */
export interface SourceSpan {
  file: string
  offset: number
  line: number
  column: number
  length: number
}
/**
 * Any one of these nodes.
 */
export interface Waypoint {
  oneOf: string[]
}
/**
 * Every failure of up to count elements.
 */
export interface Survival {
  count: number
  element: 'link' | 'core-link' | 'node' | 'risk'
  restoredWithinMs?: number
}
/**
 * Over how many ways at once the class is carried; no two share what kind names.
 */
export interface Spread {
  count: number
  kind: 'equal' | 'links' | 'nodes' | 'risks'
}
/**
 * Any one of these.
 */
export interface Preference {
  oneOf: Avoidance[]
}
export interface Bandwidth {
  bitsPerSecond: number
  /**
   * Per ordered pair of ends.
   */
  each: boolean
}
/**
 * Its class must never be delivered.
 */
export interface IsolateIntent {
  kind: 'isolate'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  from: Ends
  to: Ends
  traffic: TrafficClass
  reply: 'auto' | 'established' | 'stateless' | 'none'
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  /**
   * Ids of mirrors whose copies may be delivered.
   */
  exceptMirrors?: string[]
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Its class may be delivered, on the default shortest path.
 */
export interface AllowIntent {
  kind: 'allow'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  from: Ends
  to: Ends
  traffic: TrafficClass
  reply: 'auto' | 'established' | 'stateless' | 'none'
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Proved with every plan; installs nothing.
 */
export interface AssertIntent {
  kind: 'assert'
  id: string
  name: string
  asserts: AssertedIntent
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
}
/**
 * Its class has a queue on the links that it takes.
 */
export interface QosIntent {
  kind: 'qos'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  from: Ends
  to: Ends
  traffic: TrafficClass
  /**
   * Devices.
   */
  at?: string[]
  class: string
  /**
   * bit/s
   */
  min?: number
  /**
   * bit/s
   */
  max?: number
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * At each device named, its class together is held to this rate.
 */
export interface LimitIntent {
  kind: 'limit'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  from: Ends
  to: Ends
  traffic: TrafficClass
  /**
   * Devices.
   */
  at?: string[]
  /**
   * bit/s
   */
  rate: number
  /**
   * bytes
   */
  burst: number
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Its class leaves the devices named with this DSCP.
 */
export interface MarkIntent {
  kind: 'mark'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  from: Ends
  to: Ends
  traffic: TrafficClass
  /**
   * Devices.
   */
  at?: string[]
  dscp: number
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * The class leaves with a source of the pool; its answers come back to whom they are meant for.
 */
export interface NatIntent {
  kind: 'nat'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  from: Ends
  to: Ends
  traffic: TrafficClass
  /**
   * Devices.
   */
  at?: string[]
  /**
   * A CIDR prefix, host bits zero.
   */
  pool: string
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * The class goes to one of the members, flow by flow.
 */
export interface BalanceIntent {
  kind: 'balance'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  from: Ends
  to: Ends
  traffic: TrafficClass
  /**
   * Devices.
   */
  at?: string[]
  members: BalanceMember[]
  /**
   * An IPv4 or IPv6 address.
   */
  address?: string
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * One of those over which a class is spread.
 */
export interface BalanceMember {
  node: string
  /**
   * An IPv4 or IPv6 address.
   */
  address: string
  /**
   * Its part of the flows, against those of the others.
   */
  weight: number
}
/**
 * Copies of its class go to a node.
 */
export interface MirrorIntent {
  kind: 'mirror'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  from: Ends
  to: Ends
  traffic: TrafficClass
  /**
   * Devices.
   */
  at?: string[]
  /**
   * A host.
   */
  copyTo: string
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Packets from the node to the group reach every receiver once.
 */
export interface MulticastIntent {
  kind: 'multicast'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  /**
   * A node.
   */
  sender: string
  /**
   * An IPv4 or IPv6 address.
   */
  group: string
  /**
   * Nodes.
   */
  receivers: string[]
  traffic: TrafficClass
  avoid: Avoidance[]
  /**
   * µs, propagation
   */
  latency?: number
  /**
   * Links that a packet passes at most, those to hosts included.
   */
  maxHops?: number
  /**
   * bit/s, once on every link of the tree
   */
  bandwidth?: number
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Devices keep Data of the names, or never do.
 */
export interface CacheIntent {
  kind: 'cache'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  /**
   * Prefixes of names.
   *
   * Items: A name of content, or a prefix of names: /ndn/video.
   */
  names: string[]
  /**
   * Devices, sorted.
   */
  at: string[]
  keep: boolean
  /**
   * bytes; absent: what the device has
   */
  size?: number
  policy?: 'lru' | 'fifo'
  /**
   * ms
   */
  ttl?: number
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Interests of every consumer reach a producer of the names.
 */
export interface NameRouteIntent {
  kind: 'name-route'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  /**
   * Prefixes of names.
   *
   * Items: A name of content, or a prefix of names: /ndn/video.
   */
  names: string[]
  /**
   * Nodes that ask, sorted.
   */
  consumers: string[]
  /**
   * How the ends were written.
   */
  written: {
    from: string
    to: string
  }
  via: Waypoint[]
  avoid: Avoidance[]
  survive?: Survivals
  /**
   * µs, propagation
   */
  latency?: number
  /**
   * Links that a packet passes at most, those to hosts included.
   */
  maxHops?: number
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * The consumers never get Data of the names.
 */
export interface NameIsolateIntent {
  kind: 'name-isolate'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  /**
   * Prefixes of names.
   *
   * Items: A name of content, or a prefix of names: /ndn/video.
   */
  names: string[]
  /**
   * Nodes that ask, sorted.
   */
  consumers: string[]
  /**
   * How the ends were written.
   */
  written: {
    from: string
    to: string
  }
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Packets of every source to the place of every destination reach it.
 */
export interface GeoRouteIntent {
  kind: 'geo-route'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  /**
   * How the ends were written.
   */
  written: {
    from: string
    to: string
  }
  /**
   * Nodes that send, sorted.
   */
  sources: string[]
  traffic: TrafficClass
  /**
   * Nodes, sorted.
   */
  destinations: string[]
  /**
   * What devices do where no neighbour is nearer to a packet's place.
   */
  fallback: 'none' | 'perimeter'
  avoid: Avoidance[]
  survive?: Survivals
  /**
   * µs, propagation
   */
  latency?: number
  /**
   * Links that a packet passes at most, those to hosts included.
   */
  maxHops?: number
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * No packet of the class that a source sends by place is delivered to a destination.
 */
export interface GeoIsolateIntent {
  kind: 'geo-isolate'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  /**
   * How the ends were written.
   */
  written: {
    from: string
    to: string
  }
  /**
   * Nodes that send, sorted.
   */
  sources: string[]
  traffic: TrafficClass
  /**
   * Nodes, sorted.
   */
  destinations: string[]
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Packets of every source reach all who are in the area, and nobody else.
 */
export interface GeocastIntent {
  kind: 'geocast'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  /**
   * How the ends were written.
   */
  written: {
    from: string
    to: string
  }
  /**
   * Nodes that send, sorted.
   */
  sources: string[]
  traffic: TrafficClass
  area: GeoArea
  /**
   * What devices do where no neighbour is nearer to a packet's place.
   */
  fallback: 'none' | 'perimeter'
  avoid: Avoidance[]
  survive?: Survivals
  /**
   * µs, propagation
   */
  latency?: number
  /**
   * Links that a packet passes at most, those to hosts included.
   */
  maxHops?: number
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * The devices do exactly this with exactly these packets.
 */
export interface FlowIntent {
  kind: 'flow'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  /**
   * Devices.
   */
  at: string[]
  match: FlowMatch
  action: FlowAction
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
export interface FlowMatch {
  inInterface?: string
  /**
   * A CIDR prefix, host bits zero.
   */
  src?: string
  /**
   * A CIDR prefix, host bits zero.
   */
  dst?: string
  protocol?: number
  srcPort?: PortRange
  dstPort?: PortRange
  dscp?: number
}
/**
 * No packet passes through these devices.
 */
export interface DrainIntent {
  kind: 'drain'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  /**
   * Devices.
   */
  at: string[]
}
/**
 * Settings that every one of the devices has.
 */
export interface BaselineIntent {
  kind: 'baseline'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  /**
   * Devices.
   */
  at: string[]
  settings: DeviceSetting[]
}
/**
 * A BGP session with a neighbour outside of the network.
 */
export interface PeerIntent {
  kind: 'peer'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  at: {
    node: string
    interface: string
  }
  /**
   * An IPv4 or IPv6 address.
   */
  neighbour: string
  /**
   * A number of an autonomous system.
   */
  localAs: number
  /**
   * A number of an autonomous system.
   */
  remoteAs: number
  import: RoutePolicy
  export: RoutePolicy
  maxPrefixes?: number
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
}
/**
 * Routes survive these failures beside what they ask for themselves.
 */
export interface ProtectIntent {
  kind: 'protect'
  /**
   * network/file/name
   */
  id: string
  name: string
  priority: number
  /**
   * Order of admission in the network.
   */
  rank: number
  /**
   * Losing packets to a higher priority is expected.
   */
  yields: boolean
  active?: Schedule
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  labels: Labels
  source?: SourceSpan
  /**
   * Ids of routes.
   */
  routes: string[]
  survive: Survivals
}
/**
 * An interface as a client gives it.
 */
export interface TopologyInterfaceInput {
  node: string
  name: string
  /**
   * Items: An address with its prefix length, host bits kept.
   */
  addresses?: string[]
  /**
   * bytes
   */
  mtu?: number
  segment?: string
  /**
   * Leads out of the network.
   */
  external?: boolean
  peerAs?: number
  labels?: Labels
  /**
   * Attached behind it, where its segment is not that of the node.
   *
   * Items: A CIDR prefix, host bits zero.
   */
  prefixes?: string[]
}
/**
 * An interface of a node.
 */
export interface TopologyInterface {
  node: string
  name: string
  /**
   * Items: An address with its prefix length, host bits kept.
   */
  addresses: string[]
  /**
   * bytes
   */
  mtu: number
  segment: string
  /**
   * Leads out of the network.
   */
  external: boolean
  peerAs?: number
  labels: Labels
  /**
   * Attached behind it, where its segment is not that of the node.
   *
   * Items: A CIDR prefix, host bits zero.
   */
  prefixes?: string[]
}
/**
 * A step of a deployment as the journal holds it; deployment-transitions.json says which is legal when.
 */
export interface JournalRecord {
  version: 1
  network: string
  deployment: string
  /**
   * Fencing token of the lease; 0 for what needs no lease.
   */
  token: number
  actor: string
  /**
   * When it was written, ms since 1970
   */
  at: number
  /**
   * Grows with each entry of the whole journal.
   */
  seq: number
  event: JournalEvent
}
/**
 * What the deployment does, complete, so that recovery needs nothing else.
 */
export interface DeploymentScript {
  plan: string
  network: string
  topologyRevision: string
  intentsRevision: string
  /**
   * Fingerprints of all devices that the proof depends on.
   */
  base: {
    [k: string]: string
  }
  waves: ScriptStep[][]
  /**
   * device, entry key, intents
   */
  owners: {
    [k: string]: {
      [k: string]: string[]
    }
  }
}
/**
 * One device in one wave; base and after are fingerprints of the states before and after.
 */
export interface ScriptStep {
  device: string
  base: string
  after: string
  before: DeviceState
  desired: DeviceState
}
/**
 * A link as a client gives it; what is left out gets its default.
 */
export interface TopologyLinkInput {
  id?: string
  /**
   * @minItems 2
   * @maxItems 2
   */
  ends: [LinkEndInput, LinkEndInput]
  /**
   * bit/s
   */
  bandwidth?: number
  /**
   * propagation, µs
   */
  latency?: number
  weight?: number
  risks?: string[]
  labels?: Labels
  /**
   * Share of packets that it loses.
   */
  loss?: number
  /**
   * Share of time that it is up.
   */
  availability?: number
  /**
   * Share of the bandwidth that may be promised; without it, that of the network.
   */
  headroom?: number
}
export interface LinkEndInput {
  node: string
  interface?: string
}
/**
 * A link between two nodes.
 */
export interface TopologyLink {
  id: string
  /**
   * @minItems 2
   * @maxItems 2
   */
  ends: [LinkEnd, LinkEnd]
  /**
   * bit/s
   */
  bandwidth: number
  /**
   * propagation, µs
   */
  latency: number
  weight: number
  risks: string[]
  labels: Labels
  assigned: string[]
  /**
   * Share of packets that it loses.
   */
  loss?: number
  /**
   * Share of time that it is up.
   */
  availability?: number
  /**
   * Share of the bandwidth that may be promised; without it, that of the network.
   */
  headroom?: number
}
export interface LinkEnd {
  node: string
  interface: string
}
/**
 * A line of the server's log.
 */
export interface LogLine {
  /**
   * From 1 since the server's start, without holes.
   */
  seq: number
  /**
   * ms since 1970
   */
  at: number
  level: 'debug' | 'info' | 'warn' | 'error' | 'fatal'
  message: string
  /**
   * Id of the network that it is about.
   */
  network?: string
  requestId?: string
  /**
   * All else that the line says.
   */
  fields: {}
}
/**
 * The tokens of a login.
 */
export interface Login {
  /**
   * Goes into the header Authorization: Bearer …
   */
  accessToken: string
  /**
   * Good for one new pair of tokens.
   */
  refreshToken: string
  /**
   * Of the access token, s.
   */
  expiresIn: number
  user: User
}
/**
 * Someone who may log in, and what they may.
 */
export interface User {
  id: string
  name: string
  /**
   * On the server, and on each network without a role of its own.
   */
  role: 'none' | 'viewer' | 'operator' | 'admin'
  /**
   * When the account was made, ms since 1970
   */
  createdAt?: number
  /**
   * Roles on single networks, by their ids; none: the network is not there for them.
   */
  networks?: {
    [k: string]: 'none' | 'viewer' | 'operator' | 'admin'
  }
  /**
   * While they are locked after many failed logins, ms since 1970
   */
  lockedUntil?: number
  /**
   * The API token that was used.
   */
  token?: {
    id: string
    name: string
    scopes: string[]
    /**
     * Ids of the only networks that it is for.
     */
    networks?: string[]
    /**
     * ms since 1970
     */
    expiresAt: number
  }
}
/**
 * A managed topology with its intents.
 */
export interface Network {
  /**
   * Never changes.
   */
  id: string
  name: string
  /**
   * What the one who asks may do on it.
   */
  role?: 'viewer' | 'operator' | 'admin'
  /**
   * closed: only what intents ask for is reachable; open: everything is, by shortest paths.
   */
  default: 'open' | 'closed'
  topologyRevision: string
  intentsRevision: string
  /**
   * Of what its devices were last seen to run.
   */
  observedRevision?: string
  nodes: number
  links: number
  /**
   * When it was made, ms since 1970
   */
  createdAt: number
  /**
   * Id of the deployment that is active.
   */
  deployment?: string
}
/**
 * A node as a client gives it; what is left out gets its default.
 */
export interface TopologyNodeInput {
  name: string
  type: 'router' | 'switch' | 'host' | 'firewall' | 'balancer' | 'cache' | 'ndn' | 'geo' | 'p4' | 'server'
  /**
   * Loopback addresses of a device; the addresses of a host.
   *
   * Items: An IPv4 or IPv6 address.
   */
  addresses?: string[]
  /**
   * Prefixes attached to the node itself.
   *
   * Items: A CIDR prefix, host bits zero.
   */
  prefixes?: string[]
  location?: Place
  region?: string
  /**
   * Of a host: the device that it sends to first.
   */
  gateway?: string
  /**
   * What the node does to packets on their way: firewall, nat, balancer, ids.
   */
  function?: string
  /**
   * Configuration format that the node takes.
   */
  target?: string
  /**
   * The way to the node.
   */
  driver?: string
  /**
   * NDN names produced here.
   */
  produces?: string[]
  /**
   * Bytes that the node can keep of named content.
   */
  contentStore?: number
  /**
   * How the node sends Interests on.
   */
  strategy?: 'best-route' | 'asf' | 'multicast'
  labels?: Labels
  /**
   * Share of time that it is up.
   */
  availability?: number
  /**
   * The VRF or tenant of its addresses and prefixes; absent: main.
   */
  segment?: string
}
/**
 * A node of a topology.
 */
export interface TopologyNode {
  name: string
  type: 'router' | 'switch' | 'host' | 'firewall' | 'balancer' | 'cache' | 'ndn' | 'geo' | 'p4' | 'server'
  /**
   * Loopback addresses of a device; the addresses of a host.
   *
   * Items: An IPv4 or IPv6 address.
   */
  addresses: string[]
  /**
   * Prefixes attached to the node itself.
   *
   * Items: A CIDR prefix, host bits zero.
   */
  prefixes: string[]
  location?: Place
  region?: string
  /**
   * Of a host: the device that it sends to first.
   */
  gateway?: string
  /**
   * What the node does to packets on their way: firewall, nat, balancer, ids.
   */
  function?: string
  /**
   * Configuration format that the node takes.
   */
  target: string
  /**
   * The way to the node.
   */
  driver: string
  /**
   * NDN names produced here.
   */
  produces: string[]
  /**
   * Bytes that the node can keep of named content.
   */
  contentStore?: number
  /**
   * How the node sends Interests on.
   */
  strategy?: 'best-route' | 'asf' | 'multicast'
  labels: Labels
  /**
   * Keys whose values were assigned because the source had none.
   */
  assigned: string[]
  /**
   * Share of time that it is up.
   */
  availability?: number
  /**
   * The VRF or tenant of its addresses and prefixes; absent: main.
   */
  segment?: string
}
/**
 * How far a plan is that somebody is waiting for: `pass`, `done` and `total` while it is compiled, `plan` when it is made, `message` where it came to nothing.
 */
export interface PlanStep {
  /**
   * The X-Request-Id of the request that wants the plan; plans that the server makes by itself have none.
   */
  requestId?: string
  actor: string
  /**
   * What is being done.
   */
  pass?: string
  /**
   * Units of work of this pass that are done.
   */
  done?: number
  total?: number
  /**
   * Id of the plan.
   */
  plan?: string
  /**
   * Whether it can be deployed.
   */
  ok?: boolean
  /**
   * Why there is no plan.
   */
  message?: string
}
/**
 * What a plan does and proves, without the device states that it is made of.
 */
export interface PlanSummary {
  id: string
  network: string
  topologyRevision: string
  intentsRevision: string
  files: IntentFile[]
  ok: boolean
  diagnostics: Diagnostic[]
  intents: PlannedIntent[]
  /**
   * Intents that leave the paths of the plan that is deployed; absent where none does.
   */
  moves?: Move[]
  /**
   * Everything was placed afresh, whoever was admitted first.
   */
  reoptimised?: true
  verdicts: Verdict[]
  verdictsHash: string
  diff: PlanDiff
  traffic?: TrafficDifference
  waves: WaveSummary[]
  rollout: Rollout
  epochs?: PlannedEpochs
  evidence?: Evidence
  blastRadius: BlastRadius
}
export interface IntentFile {
  name: string
  text: string
}
export interface PlannedIntent {
  id: string
  name: string
  kind: string
  /**
   * Its place in the order of admission.
   */
  rank?: number
  /**
   * The id that it had before.
   */
  renamedFrom?: string
  paths: string[][]
  /**
   * False: its schedule does not hold at the time that the plan is for.
   */
  active?: boolean
}
/**
 * An intent that is deployed and leaves the paths that it has.
 */
export interface Move {
  intent: string
  from: Paths
  to: Paths
  because: MoveReason
}
export interface MoveReason {
  /**
   * displaced: by others; freed: others are gone and leave room; itself: it says something else.
   */
  kind: 'displaced' | 'freed' | 'itself' | 'topology' | 'reoptimised'
  by?: string[]
}
export interface PlanDiff {
  added: number
  removed: number
  changed: number
  devices: {
    [k: string]: DeviceDiff
  }
}
/**
 * Packets that are delivered otherwise than before, in classes. Each is in the first of the lists that fits; lists are bounded.
 */
export interface TrafficDifference {
  /**
   * Delivered before, or by every way, and not any more.
   */
  lost: TrafficClass1[]
  /**
   * Delivered now, or by every way, and not before.
   */
  gained: TrafficClass1[]
  /**
   * Delivered as before, by other ways or to others.
   */
  moved: TrafficClass1[]
  /**
   * By the same ways with another header.
   */
  rewritten: TrafficClass1[]
  /**
   * Only who gets them wrongly changes.
   */
  misdelivered: TrafficClass1[]
  /**
   * Only who gets copies of them changes.
   */
  copied: TrafficClass1[]
  /**
   * Classes that there are.
   */
  totals: {
    lost: number
    gained: number
    moved: number
    rewritten: number
    misdelivered: number
    copied: number
  }
  /**
   * False: there may be more classes than were counted.
   */
  isWhole: boolean
  /**
   * Why it is not whole.
   */
  reason?: string
}
/**
 * Packets that enter at the same places and go the same ways before, and the same ways after.
 */
export interface TrafficClass1 {
  change: 'lost' | 'gained' | 'moved' | 'rewritten' | 'misdelivered' | 'copied'
  /**
   * The packets, in words.
   */
  words: string
  /**
   * Disjoint; together the class, with more.
   */
  boxes: PacketBox[]
  /**
   * Boxes that are not listed, counted up to a bound.
   */
  more?: number
  ingress: {
    node: string
    interface: string
  }[]
  packet: Packet
  before: TrafficSide
  after: TrafficSide
  /**
   * Intents that own changed entries which the packet meets.
   */
  owners: string[]
}
/**
 * What happens to the packet in one of the states.
 */
export interface TrafficSide {
  ways: TrafficWay[]
  /**
   * Ways that are not listed.
   */
  more?: number
  hops: VerdictHop[]
}
export interface TrafficWay {
  nodes: string[]
  end: 'delivered' | 'misdelivered' | 'dropped' | 'looped' | 'received'
  /**
   * How it ends.
   */
  words: string
}
/**
 * Devices that commit together.
 */
export interface WaveSummary {
  devices: string[]
  steps: WaveSummaryStep[]
}
export interface WaveSummaryStep {
  device: string
  /**
   * Fingerprint of the state before this wave.
   */
  base: string
}
/**
 * The epochs of a horizon and the sets of active intents that they have. The first set is the one that the plan leads to.
 */
export interface PlannedEpochs {
  /**
   * Version of the time-zone data.
   */
  zoneData: string
  items: {
    from: string
    until: string
    set: number
  }[]
  sets: ActiveSet[]
}
export interface ActiveSet {
  /**
   * Ids of the intents that are not active.
   */
  inactive: string[]
  ok: boolean
  /**
   * Verdicts that do not hold, or not for the whole class.
   */
  unkept: Verdict[]
  verdictsHash: string
}
/**
 * What other code has to check the verdicts by. Absent where a plan was just made: it is made when it is first asked for.
 */
export interface Evidence {
  /**
   * Whether each verdict has a proof, some have, or none has.
   */
  kind: 'whole' | 'partial' | 'none'
  /**
   * Verdicts that have a proof.
   */
  checked: number
  missing: MissingEvidence[]
  /**
   * Content hash of the certificate.
   */
  hash: string
}
/**
 * Verdicts about one property that have no proof, for one reason.
 */
export interface MissingEvidence {
  property: string
  reason: string
  count: number
  /**
   * Their ids; of many the first.
   */
  intents: string[]
}
export interface BlastRadius {
  devices: string[]
  intents: string[]
}
/**
 * A compiled, verified and diffed change that is not yet deployed. Its id is the hash of what it was made from and what it does.
 */
export interface Plan {
  id: string
  network: string
  topologyRevision: string
  intentsRevision: string
  files: IntentFile[]
  ok: boolean
  diagnostics: Diagnostic[]
  intents: PlannedIntent[]
  /**
   * Intents that leave the paths of the plan that is deployed; absent where none does.
   */
  moves?: Move[]
  /**
   * Everything was placed afresh, whoever was admitted first.
   */
  reoptimised?: true
  verdicts: Verdict[]
  verdictsHash: string
  diff: PlanDiff
  traffic?: TrafficDifference
  base: {
    [k: string]: string
  }
  before: {
    [k: string]: DeviceState
  }
  desired: {
    [k: string]: DeviceState
  }
  waves: Wave[]
  rollout: Rollout
  /**
   * device, entry key, intents that need the entry
   */
  ledger: {
    [k: string]: {
      [k: string]: string[]
    }
  }
  epochs?: PlannedEpochs
  evidence?: Evidence
  blastRadius: BlastRadius
}
/**
 * Devices that commit together.
 */
export interface Wave {
  steps: WaveStep[]
}
/**
 * One device in one wave.
 */
export interface WaveStep {
  device: string
  /**
   * Fingerprint of the state before this wave.
   */
  base: string
  desired: DeviceState
  diff: DeviceDiff
}
/**
 * RFC 9457. Extension members are allowed.
 */
export interface Problem {
  /**
   * A URI reference.
   */
  type: string
  title: string
  status: number
  detail?: string
  /**
   * Stable; programs tell problems by it.
   */
  code: string
  errors?: FieldError[]
  /**
   * Stands in the log of the server too.
   */
  requestId?: string
  [k: string]: unknown
}
export interface FieldError {
  /**
   * JSON pointer into the request body.
   */
  pointer: string
  message: string
}
/**
 * A story of a network that is deployed, broken and mended, with what must hold on the way.
 */
export interface Scenario {
  $schema?: string
  name: string
  /**
   * One line.
   */
  title: string
  /**
   * What it shows.
   */
  description?: string
  network: ScenarioSource
  /**
   * What the first deploy step deploys.
   */
  intents?: ScenarioSource[]
  steps: ScenarioStep[]
}
/**
 * A file beside the scenario, or text under a name.
 */
export interface ScenarioSource {
  /**
   * Path, from the scenario's folder.
   */
  file?: string
  /**
   * File name of the text.
   */
  name?: string
  text?: string
}
/**
 * Who wants to send how much to whom, beside a topology.
 */
export interface TrafficMatrix {
  demands: Demand[]
  /**
   * Every demand times this.
   */
  scale: number
  profile?: DemandProfile
}
/**
 * Traffic from one node to another, in that direction alone.
 */
export interface Demand {
  from: string
  to: string
  bitsPerSecond: number
  class?: DemandClass
}
/**
 * What packets look like, where it matters: default TCP to port 443, DSCP 0.
 */
export interface DemandClass {
  protocol?: number
  dstPort?: number
  dscp?: number
}
/**
 * A day of periodMs in which each demand swings between low and 1 times what it asks for.
 */
export interface DemandProfile {
  kind: 'diurnal'
  periodMs: number
  low: number
  seed: number
}
/**
 * One measurement of a whole network. Rates in bit/s, latency in µs.
 */
export interface TelemetrySample {
  network: string
  /**
   * When it was measured, ms since 1970
   */
  at: number
  links: LinkSample[]
  nodes: NodeSample[]
  flows: FlowSample[]
  /**
   * Only entries that counted something. The telemetry channel has them only for those who ask with `entries=true`.
   */
  entries?: EntrySample[]
  intents: IntentSample[]
}
export interface LinkSample {
  id: string
  up: boolean
  /**
   * a→b, b→a
   *
   * @minItems 2
   * @maxItems 2
   */
  bitsPerSecond: [number, number]
  /**
   * a→b, b→a
   *
   * @minItems 2
   * @maxItems 2
   */
  utilisation: [number, number]
  /**
   * a→b, b→a
   *
   * @minItems 2
   * @maxItems 2
   */
  lossFraction: [number, number]
  latency: number
  /**
   * a→b, b→a
   *
   * @minItems 2
   * @maxItems 2
   */
  packets: [number, number]
  /**
   * a→b, b→a
   *
   * @minItems 2
   * @maxItems 2
   */
  bytes: [number, number]
}
export interface NodeSample {
  name: string
  up: boolean
  entries: number
}
export interface FlowSample {
  id: string
  intent?: string
  offered: number
  delivered: number
  latency: number
  path: string[]
  end: string
}
export interface EntrySample {
  device: string
  key: string
  packets: number
  bytes: number
}
export interface IntentSample {
  id: string
  bitsPerSecond: number
  packets: number
  bytes: number
}
/**
 * A network as a plain value: what is stored, hashed and sent. Up and down are not in it.
 */
export interface Topology {
  name: string
  description?: string
  /**
   * closed: only what intents ask for is reachable; open: everything is, by shortest paths.
   */
  default: 'open' | 'closed'
  antiSpoofing: boolean
  /**
   * Share of each link's bandwidth that may be promised; without it, all of it.
   */
  headroom?: number
  /**
   * Where the controller is, which manages the devices: nodes, prefixes, or `internet`.
   */
  management?: string[]
  nodes: TopologyNode[]
  interfaces: TopologyInterface[]
  links: TopologyLink[]
  groups: TopologyGroup[]
  definitions?: TopologyDefinition[]
}
/**
 * A named list of nodes.
 */
export interface TopologyGroup {
  name: string
  members: string[]
}
/**
 * A name for a value, the value as text in the language.
 */
export interface TopologyDefinition {
  name: string
  value: string
}
/**
 * The way of one packet, with the entries that decide on it and the intents that want them.
 */
export interface Trace {
  packet: Packet
  hops: TraceHop[]
  end: TraceEnd
  /**
   * propagation, µs
   */
  latency: number
  /**
   * Copies that were made on the way, each before those made of it; absent: none.
   */
  copies?: TraceCopy[]
}
/**
 * One device on the way.
 */
export interface TraceHop {
  node: string
  inInterface: string
  /**
   * Absent where it ended here.
   */
  outInterface?: string
  link?: string
  entries: TraceDecision[]
  dscp?: number
  /**
   * With which addresses it goes on, where the device rewrote one.
   */
  translated?: {
    /**
     * An IPv4 or IPv6 address.
     */
    src: string
    /**
     * An IPv4 or IPv6 address.
     */
    dst: string
  }
}
/**
 * A copy, from the device that made it on.
 */
export interface TraceCopy {
  /**
   * The device that made it.
   */
  node: string
  interface: string
  link?: string
  hops: TraceHop[]
  end: TraceEnd
  /**
   * propagation, µs
   */
  latency: number
}
/**
 * The envelope of every WebSocket channel. The first frame of a connection is of type hello, with data { epoch, seq }.
 */
export interface WsFrame {
  channel: string
  /**
   * Grows by one per frame of a channel; clients resume with since.
   */
  seq: number
  /**
   * When it was made, ms since 1970
   */
  at: number
  /**
   * hello, sample, event, raised, resolved, acknowledged, gap, heartbeat
   */
  type: string
  /**
   * By type.
   */
  data: {
    [k: string]: unknown
  }
}
