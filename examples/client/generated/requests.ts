// Made from the OpenAPI document by examples/client/generate.ts: generate it again instead of changing it.

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
/**
 * First and last value.
 *
 * @minItems 2
 * @maxItems 2
 */
export type FieldRange = [number, number]
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
export type RoutePolicy = ('default' | 'any' | 'none') | string[]
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
export type ActiveFault =
  | {
      id: string
      /**
       * Since when, ms since 1970
       */
      setAt: number
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
      id: string
      /**
       * Since when, ms since 1970
       */
      setAt: number
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
      id: string
      /**
       * Since when, ms since 1970
       */
      setAt: number
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
      id: string
      /**
       * Since when, ms since 1970
       */
      setAt: number
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
      id: string
      /**
       * Since when, ms since 1970
       */
      setAt: number
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
      id: string
      /**
       * Since when, ms since 1970
       */
      setAt: number
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
      id: string
      /**
       * Since when, ms since 1970
       */
      setAt: number
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
      id: string
      /**
       * Since when, ms since 1970
       */
      setAt: number
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
      id: string
      /**
       * Since when, ms since 1970
       */
      setAt: number
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
      id: string
      /**
       * Since when, ms since 1970
       */
      setAt: number
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
      id: string
      /**
       * Since when, ms since 1970
       */
      setAt: number
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
      id: string
      /**
       * Since when, ms since 1970
       */
      setAt: number
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
      id: string
      /**
       * Since when, ms since 1970
       */
      setAt: number
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
export type Metrics = TelemetrySample | MetricRange

export interface Api {
  requests: Requests
  channels: Channels
  problem: Problem
  frame: WsFrame
}
export interface Requests {
  /**
   * Log in with a password
   */
  'POST /api/v1/auth/login': {
    body: {
      username: string
      password: string
    }
    answer: Login
  }
  /**
   * Swap a refresh token for a new pair of tokens
   */
  'POST /api/v1/auth/refresh': {
    body: {
      refreshToken: string
    }
    answer: Login
  }
  /**
   * End the login of a refresh token, with the access tokens that came from it
   */
  'POST /api/v1/auth/logout': {
    body: {
      refreshToken: string
    }
    answer: undefined
  }
  /**
   * A ticket that opens one WebSocket
   */
  'POST /api/v1/auth/ws-ticket': {
    answer: WebSocketTicket
  }
  /**
   * Who is logged in
   */
  'GET /api/v1/auth/me': {
    answer: User
  }
  /**
   * Your API tokens, without their secrets
   */
  'GET /api/v1/auth/tokens': {
    query?: {
      /**
       * Those of someone else; for administrators
       */
      user?: string
    }
    answer: {
      items: ApiToken[]
      /**
       * Goes into `cursor` to get the page after this one.
       */
      next?: string
    }
  }
  /**
   * An API token for scripts and CI, sent as Bearer like an access token; it never may more than you
   */
  'POST /api/v1/auth/tokens': {
    body: {
      name: string
      scopes: ('read' | 'plan' | 'deploy' | 'topology' | 'faults' | 'monitor' | 'admin')[]
      /**
       * The only networks that it is for, by id or name; absent: all that its owner sees
       */
      networks?: string[]
      /**
       * s; absent: 90 days
       */
      expiresIn?: number
    }
    answer: NewApiToken
  }
  /**
   * End a token, from now on: one of yours by id or name, as an administrator anyone’s by id
   */
  'DELETE /api/v1/auth/tokens/{id}': {
    path: {
      id: string
    }
    answer: undefined
  }
  /**
   * Another password for oneself; every login ends
   */
  'PUT /api/v1/auth/password': {
    body: {
      current: string
      password: string
    }
    answer: undefined
  }
  /**
   * Who may log in, and what they may
   */
  'GET /api/v1/users': {
    query?: {
      /**
       * Items of a page at most; 1000 where it is left out.
       */
      limit?: number
      /**
       * The `next` of the page before, asked for in the same order.
       */
      cursor?: string
      /**
       * With a hyphen from the end. name where it is left out.
       */
      sort?: 'name' | '-name' | 'createdAt' | '-createdAt' | 'role' | '-role'
      /**
       * Only those that contain this text.
       */
      q?: string
      role?: 'none' | 'viewer' | 'operator' | 'admin'
    }
    answer: {
      items: User[]
      /**
       * Goes into `cursor` to get the page after this one.
       */
      next?: string
    }
  }
  /**
   * Someone else who may log in; `none` sees only networks on which there is another role
   */
  'POST /api/v1/users': {
    body: {
      name: string
      password: string
      role: 'none' | 'viewer' | 'operator' | 'admin'
    }
    answer: User
  }
  /**
   * One of them
   */
  'GET /api/v1/users/{name}': {
    path: {
      name: string
    }
    answer: User
  }
  /**
   * Another role; where it is a lesser one, access tokens given before are refused. The last administrator stays one
   */
  'PATCH /api/v1/users/{name}': {
    path: {
      name: string
    }
    body: {
      role: 'none' | 'viewer' | 'operator' | 'admin'
    }
    answer: User
  }
  /**
   * Someone who may no longer, from now on; the last administrator stays
   */
  'DELETE /api/v1/users/{name}': {
    path: {
      name: string
    }
    answer: undefined
  }
  /**
   * Someone who failed to log in too often may try again now
   */
  'DELETE /api/v1/users/{name}/lock': {
    path: {
      name: string
    }
    answer: undefined
  }
  /**
   * The networks on which someone has a role of their own
   */
  'GET /api/v1/users/{name}/networks': {
    path: {
      name: string
    }
    answer: {
      items: NetworkRole[]
      /**
       * Goes into `cursor` to get the page after this one.
       */
      next?: string
    }
  }
  /**
   * A role on one network, in place of the one by default; `none`: the network is not there for them
   */
  'PUT /api/v1/users/{name}/networks/{network}': {
    path: {
      name: string
      network: string
    }
    body: {
      role: 'none' | 'viewer' | 'operator' | 'admin'
    }
    answer: User
  }
  /**
   * On this network the role by default again
   */
  'DELETE /api/v1/users/{name}/networks/{network}': {
    path: {
      name: string
      network: string
    }
    answer: undefined
  }
  /**
   * Another password for someone; every login of theirs ends, and so does a lock
   */
  'PUT /api/v1/users/{name}/password': {
    path: {
      name: string
    }
    body: {
      password: string
    }
    answer: undefined
  }
  /**
   * Who changed what, or tried to, latest first
   */
  'GET /api/v1/audit': {
    query?: {
      /**
       * Items of a page at most; 100 where it is left out.
       */
      limit?: number
      /**
       * The `next` of the page before, asked for in the same order.
       */
      cursor?: string
      /**
       * With a hyphen from the end. -seq where it is left out.
       */
      sort?: 'seq' | '-seq'
      /**
       * Name of a user, or `system`.
       */
      actor?: string
      /**
       * Id of a network.
       */
      of?: string
      /**
       * `done`, or the code of a problem.
       */
      outcome?: string
      /**
       * Id of a request.
       */
      request?: string
      /**
       * Those that begin with this, such as `user.`
       */
      action?: string
      /**
       * ms since 1970.
       */
      since?: number
      /**
       * ms since 1970.
       */
      until?: number
    }
    answer: {
      items: AuditEntry[]
      /**
       * Goes into `cursor` to get the page after this one.
       */
      next?: string
    }
  }
  /**
   * The networks that you may see, oldest first
   */
  'GET /api/v1/networks': {
    query?: {
      /**
       * Items of a page at most; 1000 where it is left out.
       */
      limit?: number
      /**
       * The `next` of the page before, asked for in the same order.
       */
      cursor?: string
      /**
       * With a hyphen from the end. createdAt where it is left out.
       */
      sort?: 'createdAt' | '-createdAt' | 'name' | '-name' | 'nodes' | '-nodes' | 'links' | '-links'
      /**
       * Only those that contain this text.
       */
      q?: string
    }
    answer: {
      items: Network[]
      /**
       * Goes into `cursor` to get the page after this one.
       */
      next?: string
    }
  }
  /**
   * A new network, empty or with a topology in the language
   */
  'POST /api/v1/networks': {
    header?: {
      /**
       * Made up by the client, once per thing to do: a request that comes again with its key within a day is not done twice, and gets the same answer.
       */
      'Idempotency-Key'?: string
    }
    body: {
      name: string
      topology?: string
    }
    answer: Network
  }
  /**
   * One network
   */
  'GET /api/v1/networks/{id}': {
    path: {
      id: string
    }
    answer: Network
  }
  /**
   * Another name; the id stays
   */
  'PATCH /api/v1/networks/{id}': {
    path: {
      id: string
    }
    body: {
      name: string
    }
    answer: Network
  }
  /**
   * A network with everything that it has
   */
  'DELETE /api/v1/networks/{id}': {
    path: {
      id: string
    }
    answer: undefined
  }
  /**
   * The whole topology with its revision
   */
  'GET /api/v1/topology': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * ETags that the client has: 304 where one of them is still right. For changes `*`: only where there is nothing yet (412).
       */
      'If-None-Match'?: string
    }
    answer: {
      revision: string
      topology: Topology
    }
  }
  /**
   * All nodes
   */
  'GET /api/v1/topology/nodes': {
    query?: {
      /**
       * Items of a page at most; 1000 where it is left out.
       */
      limit?: number
      /**
       * The `next` of the page before, asked for in the same order.
       */
      cursor?: string
      /**
       * With a hyphen from the end. name where it is left out.
       */
      sort?: 'name' | '-name' | 'type' | '-type' | 'region' | '-region'
      /**
       * Only those that contain this text.
       */
      q?: string
      type?: string
      region?: string
      target?: string
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * ETags that the client has: 304 where one of them is still right. For changes `*`: only where there is nothing yet (412).
       */
      'If-None-Match'?: string
    }
    answer: {
      items: TopologyNode[]
      /**
       * Goes into `cursor` to get the page after this one.
       */
      next?: string
    }
  }
  /**
   * A new node; name and type suffice
   */
  'POST /api/v1/topology/nodes': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * The ETag that was read last: the request is refused (412) where it changed since.
       */
      'If-Match'?: string
      /**
       * Made up by the client, once per thing to do: a request that comes again with its key within a day is not done twice, and gets the same answer.
       */
      'Idempotency-Key'?: string
    }
    body: TopologyNodeInput
    answer: TopologyNode
  }
  /**
   * One node
   */
  'GET /api/v1/topology/nodes/{name}': {
    path: {
      name: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * ETags that the client has: 304 where one of them is still right. For changes `*`: only where there is nothing yet (412).
       */
      'If-None-Match'?: string
    }
    answer: TopologyNode
  }
  /**
   * Other values for a node
   */
  'PUT /api/v1/topology/nodes/{name}': {
    path: {
      name: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * The ETag that was read last: the request is refused (412) where it changed since.
       */
      'If-Match'?: string
    }
    body: TopologyNodeInput
    answer: TopologyNode
  }
  /**
   * A node without links that no committed intent needs
   */
  'DELETE /api/v1/topology/nodes/{name}': {
    path: {
      name: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * The ETag that was read last: the request is refused (412) where it changed since.
       */
      'If-Match'?: string
    }
    answer: undefined
  }
  /**
   * All links
   */
  'GET /api/v1/topology/links': {
    query?: {
      /**
       * Items of a page at most; 1000 where it is left out.
       */
      limit?: number
      /**
       * The `next` of the page before, asked for in the same order.
       */
      cursor?: string
      /**
       * With a hyphen from the end. id where it is left out.
       */
      sort?: 'id' | '-id' | 'bandwidth' | '-bandwidth' | 'latency' | '-latency' | 'weight' | '-weight'
      /**
       * Only those that contain this text.
       */
      q?: string
      /**
       * One of its ends.
       */
      node?: string
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * ETags that the client has: 304 where one of them is still right. For changes `*`: only where there is nothing yet (412).
       */
      'If-None-Match'?: string
    }
    answer: {
      items: TopologyLink[]
      /**
       * Goes into `cursor` to get the page after this one.
       */
      next?: string
    }
  }
  /**
   * A new link; its two nodes suffice
   */
  'POST /api/v1/topology/links': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * The ETag that was read last: the request is refused (412) where it changed since.
       */
      'If-Match'?: string
      /**
       * Made up by the client, once per thing to do: a request that comes again with its key within a day is not done twice, and gets the same answer.
       */
      'Idempotency-Key'?: string
    }
    body: TopologyLinkInput
    answer: TopologyLink
  }
  /**
   * One link
   */
  'GET /api/v1/topology/links/{id}': {
    path: {
      id: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * ETags that the client has: 304 where one of them is still right. For changes `*`: only where there is nothing yet (412).
       */
      'If-None-Match'?: string
    }
    answer: TopologyLink
  }
  /**
   * Other values for a link
   */
  'PUT /api/v1/topology/links/{id}': {
    path: {
      id: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * The ETag that was read last: the request is refused (412) where it changed since.
       */
      'If-Match'?: string
    }
    body: TopologyLinkInput
    answer: TopologyLink
  }
  /**
   * A link that no committed intent needs
   */
  'DELETE /api/v1/topology/links/{id}': {
    path: {
      id: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * The ETag that was read last: the request is refused (412) where it changed since.
       */
      'If-Match'?: string
    }
    answer: undefined
  }
  /**
   * Replace the topology by a text: the language, our own JSON, GraphML, node-link JSON, RFC 8345, containerlab, NetBox, SNDlib, or CSV
   */
  'POST /api/v1/topology/import': {
    query?: {
      format?:
        'auto' | 'pn' | 'json' | 'graphml' | 'node-link' | 'rfc8345' | 'containerlab' | 'netbox' | 'csv' | 'sndlib'
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * The ETag that was read last: the request is refused (412) where it changed since.
       */
      'If-Match'?: string
      /**
       * Made up by the client, once per thing to do: a request that comes again with its key within a day is not done twice, and gets the same answer.
       */
      'Idempotency-Key'?: string
    }
    body: {
      text: string
      file?: string
    }
    answer: ImportedTopology
  }
  /**
   * The topology as a text, and what the format has no place for
   */
  'GET /api/v1/topology/export': {
    query?: {
      format?: 'pn' | 'json' | 'graphml' | 'node-link' | 'rfc8345' | 'containerlab' | 'netbox' | 'csv'
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * ETags that the client has: 304 where one of them is still right. For changes `*`: only where there is nothing yet (412).
       */
      'If-None-Match'?: string
    }
    answer: {
      text: string
      /**
       * What one side says and the other has no place for.
       */
      lost: Lost[]
    }
  }
  /**
   * The committed intents and how they fare
   */
  'GET /api/v1/intents': {
    query?: {
      /**
       * Items of a page at most; 1000 where it is left out.
       */
      limit?: number
      /**
       * The `next` of the page before, asked for in the same order.
       */
      cursor?: string
      /**
       * With a hyphen from the end. place where it is left out.
       */
      sort?: 'place' | '-place' | 'name' | '-name' | 'kind' | '-kind' | 'priority' | '-priority'
      /**
       * Only those that contain this text.
       */
      q?: string
      kind?: string
      file?: string
      verdicts?: 'holds' | 'violated' | 'unknown' | 'inactive' | 'not-deployed'
      active?: 'true' | 'false'
      owner?: string
      /**
       * Only those that contain this text.
       */
      reason?: string
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * ETags that the client has: 304 where one of them is still right. For changes `*`: only where there is nothing yet (412).
       */
      'If-None-Match'?: string
    }
    answer: {
      items: IntentStatus[]
      /**
       * Goes into `cursor` to get the page after this one.
       */
      next?: string
    }
  }
  /**
   * One intent by its name, or by one that it had, with its verdicts
   */
  'GET /api/v1/intents/{name}': {
    path: {
      name: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: IntentStatus
  }
  /**
   * The files that hold the committed intents
   */
  'GET /api/v1/intent/files': {
    query?: {
      /**
       * Items of a page at most; 1000 where it is left out.
       */
      limit?: number
      /**
       * The `next` of the page before, asked for in the same order.
       */
      cursor?: string
      /**
       * With a hyphen from the end. name where it is left out.
       */
      sort?: 'name' | '-name' | 'updatedAt' | '-updatedAt' | 'size' | '-size'
      /**
       * Only those that contain this text.
       */
      q?: string
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * ETags that the client has: 304 where one of them is still right. For changes `*`: only where there is nothing yet (412).
       */
      'If-None-Match'?: string
    }
    answer: {
      revision: string
      items: CommittedFileInfo[]
      /**
       * Goes into `cursor` to get the page after this one.
       */
      next?: string
    }
  }
  /**
   * One file with what there is to say about it
   */
  'GET /api/v1/intent/files/{file}': {
    path: {
      file: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * ETags that the client has: 304 where one of them is still right. For changes `*`: only where there is nothing yet (412).
       */
      'If-None-Match'?: string
    }
    answer: CommittedFile
  }
  /**
   * Write a file; nothing is deployed by that
   */
  'PUT /api/v1/intent/files/{file}': {
    path: {
      file: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * ETags that the client has: 304 where one of them is still right. For changes `*`: only where there is nothing yet (412).
       */
      'If-None-Match'?: string
      /**
       * The ETag that was read last: the request is refused (412) where it changed since.
       */
      'If-Match'?: string
    }
    body: {
      text: string
    }
    answer: CommittedFile
  }
  /**
   * Take a file away; nothing is undeployed by that
   */
  'DELETE /api/v1/intent/files/{file}': {
    path: {
      file: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * The ETag that was read last: the request is refused (412) where it changed since.
       */
      'If-Match'?: string
    }
    answer: undefined
  }
  /**
   * What a text or plain words say, without keeping it
   */
  'POST /api/v1/intent/parse': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    body: {
      text: string
      as?: 'pn' | 'words'
    }
    answer: ParsedIntents
  }
  /**
   * A proved plan for these files; nothing is deployed by that
   */
  'POST /api/v1/intent/compile': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    body: {
      files: {
        name: string
        text: string
      }[]
      mode?: 'merge' | 'replace'
      /**
       * The plan is for the intents that are active at this instant (ISO 8601); default: now.
       */
      at?: string
      /**
       * Place everything afresh, whoever was admitted first; default: what is deployed stays where it is.
       */
      reoptimise?: boolean
    }
    answer: PlanSummary
  }
  /**
   * A plan with the states of all devices that it touches
   */
  'GET /api/v1/intent/preview/{plan}': {
    path: {
      plan: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * ETags that the client has: 304 where one of them is still right. For changes `*`: only where there is nothing yet (412).
       */
      'If-None-Match'?: string
    }
    answer: Plan
  }
  /**
   * Intent sets that were committed, latest first
   */
  'GET /api/v1/intent/history': {
    query?: {
      /**
       * Items of a page at most; 50 where it is left out.
       */
      limit?: number
      /**
       * The `next` of the page before, asked for in the same order.
       */
      cursor?: string
      /**
       * With a hyphen from the end. -seq where it is left out.
       */
      sort?: 'seq' | '-seq'
      actor?: string
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: {
      items: IntentSet[]
      /**
       * Goes into `cursor` to get the page after this one.
       */
      next?: string
    }
  }
  /**
   * Why an intent is realised as it is, why an entry is on a device, or why intents cannot be compiled
   */
  'POST /api/v1/intent/explain': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    body?: {
      /**
       * Id or name of an intent; or `device` and `entry`.
       */
      intent?: string
      device?: string
      /**
       * Key of an entry, as differences and traces show it.
       */
      entry?: string
      /**
       * Ids or names of intents: why they cannot be compiled, and what could be asked for instead.
       */
      whyNot?: string[]
      /**
       * With `whyNot`: beside the committed files, in place of those of the same name.
       */
      files?: {
        name: string
        text: string
      }[]
      /**
       * Of this plan; left out: of what is deployed.
       */
      plan?: string
    }
    answer: ExplainedIntent | ExplainedEntry | ExplainedWhyNot
  }
  /**
   * Plans, latest first
   */
  'GET /api/v1/plans': {
    query?: {
      /**
       * Items of a page at most; 50 where it is left out.
       */
      limit?: number
      /**
       * The `next` of the page before, asked for in the same order.
       */
      cursor?: string
      /**
       * With a hyphen from the end. -createdAt where it is left out.
       */
      sort?: 'createdAt' | '-createdAt'
      actor?: string
      /**
       * 1: proved, 0: not.
       */
      ok?: number
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: {
      items: PlanRow[]
      /**
       * Goes into `cursor` to get the page after this one.
       */
      next?: string
    }
  }
  /**
   * One plan
   */
  'GET /api/v1/plans/{id}': {
    path: {
      id: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * ETags that the client has: 304 where one of them is still right. For changes `*`: only where there is nothing yet (412).
       */
      'If-None-Match'?: string
    }
    answer: PlanSummary
  }
  /**
   * What is needed to check the verdicts of a plan by other code
   */
  'GET /api/v1/plans/{id}/evidence': {
    path: {
      id: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: PlanEvidence
  }
  /**
   * Whether a plan can still be deployed
   */
  'POST /api/v1/deploy/validate': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    body: {
      plan: string
    }
    answer: PlanValidity
  }
  /**
   * Deploy a plan
   */
  'POST /api/v1/deploy/execute': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * Made up by the client, once per thing to do: a request that comes again with its key within a day is not done twice, and gets the same answer.
       */
      'Idempotency-Key'?: string
    }
    body: {
      plan: string
      /**
       * seconds
       */
      confirmWithin?: number
      force?: boolean
      reason?: string
    }
    answer: StartedDeployment
  }
  /**
   * Back to the intents and states before a deployment
   */
  'POST /api/v1/deploy/rollback/{id}': {
    path: {
      id: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * Made up by the client, once per thing to do: a request that comes again with its key within a day is not done twice, and gets the same answer.
       */
      'Idempotency-Key'?: string
    }
    body?: {
      force?: boolean
      reason?: string
      /**
       * seconds
       */
      confirmWithin?: number
      /**
       * Id or name of the one intent that goes back; all others stay.
       */
      only?: string
    }
    answer: StartedRollback
  }
  /**
   * A deployment with every step that it took
   */
  'GET /api/v1/deploy/status/{id}': {
    path: {
      id: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: Deployment
  }
  /**
   * Deployments, latest first
   */
  'GET /api/v1/deploy/history': {
    query?: {
      /**
       * Items of a page at most; 50 where it is left out.
       */
      limit?: number
      /**
       * The `next` of the page before, asked for in the same order.
       */
      cursor?: string
      /**
       * With a hyphen from the end. -createdAt where it is left out.
       */
      sort?: 'createdAt' | '-createdAt'
      status?: string
      actor?: string
      plan?: string
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: {
      items: Deployment[]
      /**
       * Goes into `cursor` to get the page after this one.
       */
      next?: string
    }
  }
  /**
   * The way of one packet, with the entries that decide and the intents that want them
   */
  'POST /api/v1/trace': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    body: {
      from: string
      to: string
      protocol?: ('tcp' | 'udp' | 'icmp') | number
      dstPort?: number
      srcPort?: number
      src?: string
      dst?: string
      at?: string
    }
    answer: Trace
  }
  /**
   * What can happen to every packet between two ends, with the entries that decide and the intents that want them
   */
  'POST /api/v1/trace/class': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    body: {
      from: string
      to: string
      /**
       * Absent: all traffic, or with a port TCP.
       */
      protocol?: ('tcp' | 'udp' | 'icmp') | number
      dstPort?: number
      srcPort?: number
      /**
       * Answers instead of packets that open.
       */
      established?: boolean
      /**
       * Link ids and node names that are taken to be down; absent: those that are known to be.
       */
      down?: string[]
    }
    answer: ClassTrace
  }
  /**
   * The way of one Interest in named content, with the entries that decide and the intents that want them
   */
  'POST /api/v1/trace/names': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    body: {
      from: string
      name: string
    }
    answer: InterestTrace
  }
  /**
   * The way of one packet to the place of a node or to an area, with the entries that decide
   */
  'POST /api/v1/trace/places': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    body: {
      from: string
      /**
       * A node, `circle(59.91, 10.75, 5km)` or `region(north)`.
       */
      to: string
      protocol?: ('tcp' | 'udp' | 'icmp') | number
      dstPort?: number
    }
    answer: PlaceTrace
  }
  /**
   * What is broken on purpose
   */
  'GET /api/v1/faults': {
    query?: {
      /**
       * Items of a page at most; 1000 where it is left out.
       */
      limit?: number
      /**
       * The `next` of the page before, asked for in the same order.
       */
      cursor?: string
      /**
       * With a hyphen from the end. id where it is left out.
       */
      sort?: 'id' | '-id' | 'kind' | '-kind'
      kind?: string
      node?: string
      link?: string
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: {
      items: ActiveFault[]
      /**
       * Goes into `cursor` to get the page after this one.
       */
      next?: string
    }
  }
  /**
   * Break something
   */
  'POST /api/v1/faults': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * Made up by the client, once per thing to do: a request that comes again with its key within a day is not done twice, and gets the same answer.
       */
      'Idempotency-Key'?: string
    }
    body: Fault
    answer: ActiveFault
  }
  /**
   * Mend everything
   */
  'DELETE /api/v1/faults': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: undefined
  }
  /**
   * Mend one
   */
  'DELETE /api/v1/faults/{id}': {
    path: {
      id: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: undefined
  }
  /**
   * How a play stands, step by step
   */
  'GET /api/v1/scenario-runs/{id}': {
    path: {
      id: string
    }
    answer: ScenarioRun
  }
  /**
   * The fault stories that this server can play
   */
  'GET /api/v1/scenarios': {
    query?: {
      /**
       * Items of a page at most; 1000 where it is left out.
       */
      limit?: number
      /**
       * The `next` of the page before, asked for in the same order.
       */
      cursor?: string
      /**
       * With a hyphen from the end. name where it is left out.
       */
      sort?: 'name' | '-name'
      /**
       * Only those that contain this text.
       */
      q?: string
    }
    answer: {
      items: KnownScenario[]
      /**
       * Goes into `cursor` to get the page after this one.
       */
      next?: string
    }
  }
  /**
   * Play one, on an emulated network of its own where time passes quickly
   */
  'POST /api/v1/scenarios/{name}/run': {
    path: {
      name: string
    }
    answer: ScenarioRun
  }
  /**
   * Who wants to send how much to whom, beside what the intents speak of
   */
  'GET /api/v1/traffic': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: TrafficMatrix
  }
  /**
   * Another demand matrix: it flows at once
   */
  'PUT /api/v1/traffic': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    body: TrafficMatrix
    answer: TrafficMatrix
  }
  /**
   * No demands: only what the intents speak of flows
   */
  'DELETE /api/v1/traffic': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: undefined
  }
  /**
   * The latest measurement of the whole network; with `metric` its values over time
   */
  'GET /api/v1/monitor/metrics': {
    query?: {
      /**
       * Its values over time, and not the latest measurement
       */
      metric?:
        | 'link_up'
        | 'link_latency_us'
        | 'link_bits_per_second'
        | 'link_utilisation'
        | 'link_loss'
        | 'link_packets_total'
        | 'link_bytes_total'
        | 'node_up'
        | 'node_entries'
        | 'flow_offered_bits_per_second'
        | 'flow_delivered_bits_per_second'
        | 'flow_latency_us'
        | 'intent_bits_per_second'
        | 'intent_packets_total'
        | 'intent_bytes_total'
      /**
       * ms since 1970; five minutes before `to` where it is left out
       */
      from?: number
      /**
       * ms since 1970; now where it is left out
       */
      to?: number
      /**
       * ms; a value for each; such that there are 300 where it is left out
       */
      step?: number
      /**
       * What is made of the values of a step; `avg` where it is left out
       */
      fn?: 'avg' | 'min' | 'max' | 'sum' | 'count' | 'last' | 'p95' | 'rate'
      /**
       * Only series with this link
       */
      link?: string
      /**
       * Only series with this direction
       */
      direction?: string
      /**
       * Only series with this node
       */
      node?: string
      /**
       * Only series with this flow
       */
      flow?: string
      /**
       * Only series with this intent
       */
      intent?: string
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: Metrics
  }
  /**
   * The latest measurement of one node and its links
   */
  'GET /api/v1/monitor/metrics/{node}': {
    path: {
      node: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: NodeMetrics
  }
  /**
   * What is wrong now, and what was lately
   */
  'GET /api/v1/monitor/alerts': {
    query?: {
      /**
       * Items of a page at most; 1000 where it is left out.
       */
      limit?: number
      /**
       * The `next` of the page before, asked for in the same order.
       */
      cursor?: string
      /**
       * With a hyphen from the end. -raisedAt where it is left out.
       */
      sort?: 'raisedAt' | '-raisedAt' | 'severity' | '-severity' | 'code' | '-code' | 'subject' | '-subject'
      severity?: 'critical' | 'warning' | 'info'
      code?: string
      subject?: string
      /**
       * true: what is wrong now; false: what is resolved.
       */
      open?: boolean
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: {
      items: Alert[]
      /**
       * Goes into `cursor` to get the page after this one.
       */
      next?: string
    }
  }
  /**
   * Someone has seen it
   */
  'POST /api/v1/monitor/alerts/{id}/acknowledge': {
    path: {
      id: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: Alert
  }
  /**
   * The latest lines of the log about the network, latest first; follow them at /ws/logs
   */
  'GET /api/v1/monitor/logs': {
    query?: {
      /**
       * Items of a page at most; 100 where it is left out.
       */
      limit?: number
      /**
       * The `next` of the page before, asked for in the same order.
       */
      cursor?: string
      /**
       * With a hyphen from the end. -seq where it is left out.
       */
      sort?: 'seq' | '-seq'
      /**
       * Only lines that are at least this grave.
       */
      level?: 'debug' | 'info' | 'warn' | 'error' | 'fatal'
      /**
       * Only those that contain this text.
       */
      text?: string
      requestId?: string
      /**
       * Only lines from this time on, ms since 1970.
       */
      since?: number
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: {
      items: LogLine[]
      /**
       * Goes into `cursor` to get the page after this one.
       */
      next?: string
    }
  }
  /**
   * When measured values raise alerts
   */
  'GET /api/v1/monitor/alerts/rules': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: {
      items: AlertRule[]
      /**
       * Goes into `cursor` to get the page after this one.
       */
      next?: string
    }
  }
  /**
   * Raise an alert when a value stays beyond a threshold
   */
  'POST /api/v1/monitor/alerts/rules': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
      /**
       * Made up by the client, once per thing to do: a request that comes again with its key within a day is not done twice, and gets the same answer.
       */
      'Idempotency-Key'?: string
    }
    body: AlertRuleInput
    answer: AlertRule
  }
  /**
   * Another rule in the place of this one; its alerts are resolved
   */
  'PUT /api/v1/monitor/alerts/rules/{id}': {
    path: {
      id: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    body: AlertRuleInput
    answer: AlertRule
  }
  /**
   * No such alerts any more
   */
  'DELETE /api/v1/monitor/alerts/rules/{id}': {
    path: {
      id: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: undefined
  }
  /**
   * What the devices run and should not, or should and do not
   */
  'GET /api/v1/monitor/drift': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: DriftReport
  }
  /**
   * How many failures each deployed route survives by what the devices run, and what breaks it
   */
  'GET /api/v1/monitor/resilience': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: ResilienceReport
  }
  /**
   * Which entries, links and devices the deployed intents use, and which they do not
   */
  'GET /api/v1/monitor/coverage': {
    query?: {
      /**
       * Only entries of this use
       */
      use?: 'used' | 'standby' | 'idle' | 'shadowed'
      /**
       * Only entries of this device
       */
      device?: string
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
    }
    header?: {
      /**
       * As the query parameter `network`, which goes first.
       */
      'X-Network'?: string
    }
    answer: CoverageReport
  }
  /**
   * Whether the process answers
   */
  'GET /healthz': {
    answer: {
      status: 'ok'
    }
  }
  /**
   * Whether the server has taken up its work
   */
  'GET /readyz': {
    answer: {
      status: 'ready'
    }
  }
  /**
   * Figures of the server itself, for Prometheus
   */
  'GET /metrics': {
    answer: string
  }
  /**
   * This description
   */
  'GET /openapi.json': {
    answer: {}
  }
  /**
   * This description as a page to try requests with
   */
  'GET /docs': {
    answer: string
  }
  /**
   * This description as a page to read
   */
  'GET /redoc': {
    answer: string
  }
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
export interface WebSocketTicket {
  ticket: string
  /**
   * s
   */
  expiresIn: number
}
export interface ApiToken {
  id: string
  name: string
  /**
   * How the secret begins
   */
  hint: string
  scopes: ('read' | 'plan' | 'deploy' | 'topology' | 'faults' | 'monitor' | 'admin')[]
  /**
   * Ids of the only networks that it is for
   */
  networks?: string[]
  createdAt: number
  expiresAt: number
  lastUsedAt?: number
}
export interface NewApiToken {
  id: string
  name: string
  /**
   * How the secret begins
   */
  hint: string
  scopes: ('read' | 'plan' | 'deploy' | 'topology' | 'faults' | 'monitor' | 'admin')[]
  /**
   * Ids of the only networks that it is for
   */
  networks?: string[]
  createdAt: number
  expiresAt: number
  lastUsedAt?: number
  /**
   * The secret: it is shown this once
   */
  token: string
}
export interface NetworkRole {
  network: string
  role: 'none' | 'viewer' | 'operator' | 'admin'
}
export interface AuditEntry {
  seq: number
  /**
   * ms since 1970
   */
  at: number
  /**
   * Name of the user, or `system`
   */
  actor: string
  actorId?: string
  /**
   * Id of the API token that was used
   */
  token?: string
  network?: string
  action: string
  /**
   * Revision, id or value before
   */
  before?: string
  /**
   * Revision, id or value after
   */
  after?: string
  detail: {}
  requestId?: string
  /**
   * The client’s
   */
  address?: string
  /**
   * `done`, or the code of the problem that it ended with
   */
  outcome: string
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
  labels: {
    [k: string]: string
  }
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
 * A place on the earth, degrees (WGS 84).
 */
export interface Place {
  lat: number
  lon: number
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
  labels: {
    [k: string]: string
  }
  /**
   * Attached behind it, where its segment is not that of the node.
   *
   * Items: A CIDR prefix, host bits zero.
   */
  prefixes?: string[]
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
  labels: {
    [k: string]: string
  }
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
  labels?: {
    [k: string]: string
  }
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
  labels?: {
    [k: string]: string
  }
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
export interface ImportedTopology {
  revision: string
  diagnostics: Diagnostic[]
  nodes: number
  links: number
  format: 'pn' | 'json' | 'graphml' | 'node-link' | 'rfc8345' | 'containerlab' | 'netbox' | 'csv' | 'sndlib'
  /**
   * What one side says and the other has no place for.
   */
  lost: Lost[]
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
export interface Lost {
  what: string
  where: string
  why: string
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
  labels: {
    [k: string]: string
  }
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
   * The name that is asked for, of counterexamples about names.
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
 * A file of the committed intents without its text.
 */
export interface CommittedFileInfo {
  name: string
  revision: string
  /**
   * UTF-16 units
   */
  size: number
  /**
   * When it was last written, ms since 1970
   */
  updatedAt: number
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
export interface ParsedIntents {
  /**
   * of `pn` the intents; of `words` their text in the language
   */
  intents: Intent[] | string
  diagnostics: Diagnostic[]
  /**
   * the text in its usual form
   */
  formatted: string
  /**
   * of `words`: all of them became intents, and nothing is asked
   */
  ok?: boolean
  /**
   * of `words`: the intents in plain words, a line each
   */
  readBack?: string
  confidence?: number
  questions?: string[]
  /**
   * other readings, as text in the language
   */
  alternatives?: string[]
  translator?: string
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
  /**
   * A union of terms; [{}] is any traffic.
   */
  traffic: TrafficTerm[]
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
  labels: {
    [k: string]: string
  }
  source?: SourceSpan
  via: Waypoint[]
  avoid: Avoidance[]
  /**
   * Each of them.
   */
  survive?: Survival[]
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
  srcPorts?: [number, number][]
  dstPorts?: [number, number][]
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
  /**
   * A union of terms; [{}] is any traffic.
   */
  traffic: TrafficTerm[]
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
  labels: {
    [k: string]: string
  }
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
  /**
   * A union of terms; [{}] is any traffic.
   */
  traffic: TrafficTerm[]
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
  labels: {
    [k: string]: string
  }
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
  labels: {
    [k: string]: string
  }
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
  labels: {
    [k: string]: string
  }
  source?: SourceSpan
  from: Ends
  to: Ends
  /**
   * A union of terms; [{}] is any traffic.
   */
  traffic: TrafficTerm[]
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
  labels: {
    [k: string]: string
  }
  source?: SourceSpan
  from: Ends
  to: Ends
  /**
   * A union of terms; [{}] is any traffic.
   */
  traffic: TrafficTerm[]
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
  labels: {
    [k: string]: string
  }
  source?: SourceSpan
  from: Ends
  to: Ends
  /**
   * A union of terms; [{}] is any traffic.
   */
  traffic: TrafficTerm[]
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
  labels: {
    [k: string]: string
  }
  source?: SourceSpan
  from: Ends
  to: Ends
  /**
   * A union of terms; [{}] is any traffic.
   */
  traffic: TrafficTerm[]
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
  labels: {
    [k: string]: string
  }
  source?: SourceSpan
  from: Ends
  to: Ends
  /**
   * A union of terms; [{}] is any traffic.
   */
  traffic: TrafficTerm[]
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
  labels: {
    [k: string]: string
  }
  source?: SourceSpan
  from: Ends
  to: Ends
  /**
   * A union of terms; [{}] is any traffic.
   */
  traffic: TrafficTerm[]
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
  labels: {
    [k: string]: string
  }
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
  /**
   * A union of terms; [{}] is any traffic.
   */
  traffic: TrafficTerm[]
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
  labels: {
    [k: string]: string
  }
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
  labels: {
    [k: string]: string
  }
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
  /**
   * Each of them.
   */
  survive?: Survival[]
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
  labels: {
    [k: string]: string
  }
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
  labels: {
    [k: string]: string
  }
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
  /**
   * A union of terms; [{}] is any traffic.
   */
  traffic: TrafficTerm[]
  /**
   * Nodes, sorted.
   */
  destinations: string[]
  /**
   * What devices do where no neighbour is nearer to a packet's place.
   */
  fallback: 'none' | 'perimeter'
  avoid: Avoidance[]
  /**
   * Each of them.
   */
  survive?: Survival[]
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
  labels: {
    [k: string]: string
  }
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
  /**
   * A union of terms; [{}] is any traffic.
   */
  traffic: TrafficTerm[]
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
  labels: {
    [k: string]: string
  }
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
  /**
   * A union of terms; [{}] is any traffic.
   */
  traffic: TrafficTerm[]
  area: GeoArea
  /**
   * What devices do where no neighbour is nearer to a packet's place.
   */
  fallback: 'none' | 'perimeter'
  avoid: Avoidance[]
  /**
   * Each of them.
   */
  survive?: Survival[]
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
  labels: {
    [k: string]: string
  }
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
  /**
   * An inclusive range of ports.
   *
   * @minItems 2
   * @maxItems 2
   */
  srcPort?: [number, number]
  /**
   * An inclusive range of ports.
   *
   * @minItems 2
   * @maxItems 2
   */
  dstPort?: [number, number]
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
  labels: {
    [k: string]: string
  }
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
  labels: {
    [k: string]: string
  }
  source?: SourceSpan
  /**
   * Devices.
   */
  at: string[]
  settings: DeviceSetting[]
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
  labels: {
    [k: string]: string
  }
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
  labels: {
    [k: string]: string
  }
  source?: SourceSpan
  /**
   * Ids of routes.
   */
  routes: string[]
  /**
   * Each of them.
   */
  survive: Survival[]
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
  from: string[][]
  to: string[][]
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
  /**
   * An inclusive range of ports.
   *
   * @minItems 2
   * @maxItems 2
   */
  srcPort?: [number, number]
  /**
   * An inclusive range of ports.
   *
   * @minItems 2
   * @maxItems 2
   */
  dstPort?: [number, number]
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
export interface TrafficBox {
  protocol?: number
  /**
   * An inclusive range of ports.
   *
   * @minItems 2
   * @maxItems 2
   */
  srcPort?: [number, number]
  /**
   * An inclusive range of ports.
   *
   * @minItems 2
   * @maxItems 2
   */
  dstPort?: [number, number]
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
 * Packets that are delivered otherwise than before, in classes. Each is in the first of the lists that fits; lists are bounded.
 */
export interface TrafficDifference {
  /**
   * Delivered before, or by every way, and not any more.
   */
  lost: TrafficClass[]
  /**
   * Delivered now, or by every way, and not before.
   */
  gained: TrafficClass[]
  /**
   * Delivered as before, by other ways or to others.
   */
  moved: TrafficClass[]
  /**
   * By the same ways with another header.
   */
  rewritten: TrafficClass[]
  /**
   * Only who gets them wrongly changes.
   */
  misdelivered: TrafficClass[]
  /**
   * Only who gets copies of them changes.
   */
  copied: TrafficClass[]
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
export interface TrafficClass {
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
  to: GeoFilterTarget
  traffic: TrafficBox
  action: 'permit' | 'deny'
  /**
   * The VRF or tenant; absent: main.
   */
  segment?: string
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
export interface ExplainedIntent {
  kind: 'intent'
  plan: string
  intent: {
    id: string
    name: string
    kind: string
    text?: string
  }
  paths: {
    nodes: string[]
    /**
     * µs
     */
    latency: number
    hops: number
    weight: number
    shortest?: string[]
    reasons: string[]
  }[]
  /**
   * Entries that it needs, and who else needs them.
   */
  devices: {
    device: string
    entries: {
      key: string
      sharedWith: string[]
    }[]
  }[]
  verdicts: Verdict[]
  grade?: 'protected' | 'restored' | 'converged'
  /**
   * What other intents took from it.
   */
  lost: {
    to: string
    property: string
    packet?: {}
    interest?: string
    placed?: {}
  }[]
}
export interface ExplainedEntry {
  kind: 'entry'
  plan: string
  device: string
  key: string
  /**
   * What it does.
   */
  entry?: {}
  isDesired: boolean
  isRunning?: boolean
  /**
   * Nobody: it is unexplained.
   */
  owners: {
    id: string
    kind: string
    why: string
    /**
     * Where it is written. UTF-16 offsets; lines and columns from 1.
     */
    source?: {
      file: string
      offset: number
      line: number
      column: number
      length: number
    }
    constraints: string[]
    paths: {
      nodes: string[]
      /**
       * µs
       */
      latency: number
      hops: number
      weight: number
      shortest?: string[]
      reasons: string[]
    }[]
  }[]
}
export interface ExplainedWhyNot {
  kind: 'why-not'
  intents: string[]
  /**
   * Nothing is in the way.
   */
  compiles: boolean
  failures: {
    code: string
    message: string
    intents: string[]
  }[]
  /**
   * Intents and constraints that cannot all be kept. Without any one of them the rest can.
   */
  conflict: {
    intent: string
    key?: string
    text: string
    /**
     * Where it is written. UTF-16 offsets; lines and columns from 1.
     */
    source?: {
      file: string
      offset: number
      line: number
      column: number
      length: number
    }
  }[]
  /**
   * Cheapest first. With its edits made, the intents compile.
   */
  relaxations: {
    title: string
    cost: number
    /**
     * Items: Text in place of a part of a file.
     */
    edits: {
      file: string
      offset: number
      length: number
      text: string
    }[]
    capacity?: {
      link: string
      /**
       * bit/s
       */
      bandwidth: number
    }[]
  }[]
}
/**
 * A plan in a list.
 */
export interface PlanRow {
  id: string
  network: string
  /**
   * When it was made, ms since 1970
   */
  createdAt: number
  actor: string
  ok: boolean
  added: number
  removed: number
  changed: number
  devices: number
  /**
   * Verdicts that do not hold.
   */
  violated: number
}
export interface PlanEvidence {
  verdicts: ProvedVerdict[]
  evidence: Evidence
  /**
   * Steps, proofs and counterexamples: see "Certificates" in docs/verifier.md.
   */
  certificate: {}
}
export interface ProvedVerdict {
  intent: string
  property: string
  verdict: string
}
export interface PlanValidity {
  valid: boolean
  problems: PlanProblem[]
  verdicts: Verdict[]
  evidence?: Evidence
}
export interface PlanProblem {
  code: 'plan-has-errors' | 'not-proved' | 'stale-plan' | 'certificate-rejected'
  message: string
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
export interface StartedDeployment {
  deployment: string
  status: DeploymentStatus
}
export interface StartedRollback {
  deployment: string
  status: DeploymentStatus
  plan: string
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
  /**
   * With which DSCP it goes on, where the device rewrote it.
   */
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
export interface InterestTrace {
  name: string
  hops: TraceHop[]
  end: InterestEnd
  /**
   * propagation of the Interest, µs
   */
  latency: number
  /**
   * Devices that kept the Data on its way back.
   */
  kept: string[]
}
/**
 * produced: at a node that produces the name; kept: in a content store.
 */
export interface InterestEnd {
  kind: 'produced' | 'kept' | 'lost'
  node: string
  reason?: string
}
export interface PlaceTrace {
  hops: TraceHop[]
  end: PlaceEnd
  deliveries: PlaceDelivery[]
}
/**
 * flooded: it came to the area, and the deliveries say who got it.
 */
export interface PlaceEnd {
  kind: 'delivered' | 'flooded' | 'lost'
  node: string
  reason?: string
}
export interface PlaceDelivery {
  node: string
  nodes: string[]
  links: string[]
  /**
   * µs
   */
  latency: number
}
/**
 * One play of a scenario, as far as it has come.
 */
export interface ScenarioRun {
  id: string
  scenario: string
  title: string
  /**
   * broken: it could not be played.
   */
  status: 'playing' | 'passed' | 'failed' | 'broken'
  /**
   * ms since 1970
   */
  startedAt: number
  /**
   * Of the story, once it is over.
   */
  ms?: number
  message?: string
  steps: {
    index: number
    kind: string
    title: string
    status: 'passed' | 'failed' | 'skipped'
    /**
     * Of the story.
     */
    ms: number
    message?: string
  }[]
}
/**
 * A fault story that the server can play.
 */
export interface KnownScenario {
  name: string
  title: string
  description?: string
  /**
   * How many.
   */
  steps: number
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
export interface MetricRange {
  metric:
    | 'link_up'
    | 'link_latency_us'
    | 'link_bits_per_second'
    | 'link_utilisation'
    | 'link_loss'
    | 'link_packets_total'
    | 'link_bytes_total'
    | 'node_up'
    | 'node_entries'
    | 'flow_offered_bits_per_second'
    | 'flow_delivered_bits_per_second'
    | 'flow_latency_us'
    | 'intent_bits_per_second'
    | 'intent_packets_total'
    | 'intent_bytes_total'
  fn: 'avg' | 'min' | 'max' | 'sum' | 'count' | 'last' | 'p95' | 'rate'
  from: number
  to: number
  step: number
  /**
   * When the oldest measurement was taken that is still there
   */
  since: number | null
  series: {
    metric:
      | 'link_up'
      | 'link_latency_us'
      | 'link_bits_per_second'
      | 'link_utilisation'
      | 'link_loss'
      | 'link_packets_total'
      | 'link_bytes_total'
      | 'node_up'
      | 'node_entries'
      | 'flow_offered_bits_per_second'
      | 'flow_delivered_bits_per_second'
      | 'flow_latency_us'
      | 'intent_bits_per_second'
      | 'intent_packets_total'
      | 'intent_bytes_total'
    labels: {
      [k: string]: string
    }
    /**
     * The end of each step that has a value, ms since 1970, and the value
     */
    points: number[][]
  }[]
}
export interface NodeMetrics {
  network: string
  /**
   * When it was measured, ms since 1970
   */
  at: number
  node: NodeSample
  links: LinkSample[]
  flows: FlowSample[]
  entries: EntrySample[]
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
export interface AlertRule {
  id: string
  name: string
  metric:
    | 'link_up'
    | 'link_latency_us'
    | 'link_bits_per_second'
    | 'link_utilisation'
    | 'link_loss'
    | 'link_packets_total'
    | 'link_bytes_total'
    | 'node_up'
    | 'node_entries'
    | 'flow_offered_bits_per_second'
    | 'flow_delivered_bits_per_second'
    | 'flow_latency_us'
    | 'intent_bits_per_second'
    | 'intent_packets_total'
    | 'intent_bytes_total'
  /**
   * Only series with these labels; default: all
   */
  labels: {
    link?: string
    direction?: string
    node?: string
    flow?: string
    intent?: string
  }
  comparison: 'above' | 'below'
  threshold: number
  /**
   * A raised alert is resolved when the value has come back to this; default: the threshold
   */
  clear?: number
  /**
   * How long it has to be beyond; default 0
   */
  forSeconds: number
  /**
   * Compare this function over the last seconds, and not the latest value
   */
  over?: {
    fn: 'avg' | 'min' | 'max' | 'sum' | 'count' | 'last' | 'p95' | 'rate'
    seconds: number
  }
  /**
   * default: warning
   */
  severity: 'critical' | 'warning' | 'info'
  /**
   * default: true
   */
  enabled: boolean
}
export interface AlertRuleInput {
  name: string
  metric:
    | 'link_up'
    | 'link_latency_us'
    | 'link_bits_per_second'
    | 'link_utilisation'
    | 'link_loss'
    | 'link_packets_total'
    | 'link_bytes_total'
    | 'node_up'
    | 'node_entries'
    | 'flow_offered_bits_per_second'
    | 'flow_delivered_bits_per_second'
    | 'flow_latency_us'
    | 'intent_bits_per_second'
    | 'intent_packets_total'
    | 'intent_bytes_total'
  /**
   * Only series with these labels; default: all
   */
  labels?: {
    link?: string
    direction?: string
    node?: string
    flow?: string
    intent?: string
  }
  comparison: 'above' | 'below'
  threshold: number
  /**
   * A raised alert is resolved when the value has come back to this; default: the threshold
   */
  clear?: number
  /**
   * How long it has to be beyond; default 0
   */
  forSeconds?: number
  /**
   * Compare this function over the last seconds, and not the latest value
   */
  over?: {
    fn: 'avg' | 'min' | 'max' | 'sum' | 'count' | 'last' | 'p95' | 'rate'
    seconds: number
  }
  /**
   * default: warning
   */
  severity?: 'critical' | 'warning' | 'info'
  /**
   * default: true
   */
  enabled?: boolean
}
export interface DriftReport {
  devices: DeviceDiff[]
  unreachable: string[]
  verdicts: Verdict[]
  /**
   * When the devices were looked at, ms since 1970
   */
  at: number | null
}
export interface ResilienceReport {
  items: {
    /**
     * Intent id
     */
    intent: string
    /**
     * Whether it is kept as things are
     */
    holds: boolean
    /**
     * Why it is not
     */
    reason?: string
    survives: {
      element: 'link' | 'core-link' | 'node' | 'risk'
      /**
       * Everything is kept in every scenario of up to so many failures
       */
      count: number
      bound: 'exact' | 'at-least' | 'any'
      breaking?: {
        failed: string[]
        packet: Packet
        ingress: {
          node: string
          interface: string
        }
        reason: string
      }
    }[]
    singlePoints: {
      element: 'link' | 'node' | 'risk'
      name: string
      role: 'way' | 'end' | 'waypoint'
      packet: Packet
      ingress: {
        node: string
        interface: string
      }
      reason: string
    }[]
    headroom?: {
      share: number
      link: string
      from: string
      failed: string[]
    }
    latency?: {
      us: number
      failed: string[]
    }
    /**
     * Scenarios that were looked at
     */
    looked: number
    unclear?: string
  }[]
}
export interface CoverageReport {
  /**
   * Entries of all devices, by use
   */
  totals: {
    used: number
    standby: number
    idle: number
    shadowed: number
  }
  entries: {
    device: string
    /**
     * What the entry matches
     */
    key: string
    /**
     * By packets of intents; only while a link is down; by none of them; or by no packet at all, as entries before it take them
     */
    use: 'used' | 'standby' | 'idle' | 'shadowed'
    /**
     * Ids of those whose packets it decides on
     */
    intents: string[]
    /**
     * Keys of the entries before it
     */
    shadowedBy?: string[]
    /**
     * Whether no intent owns it
     */
    unowned?: boolean
  }[]
  links: {
    link: string
    /**
     * Whose packets pass it as things are
     */
    intents: string[]
    /**
     * Whose packets pass it only while another link is down
     */
    inFailures: string[]
  }[]
  /**
   * Devices that no packet of an intent comes to
   */
  unusedDevices: string[]
}
export interface Channels {
  /**
   * Measurements of a network as they are made; with `entries=true` also what each entry counted
   */
  '/ws/telemetry': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
      /**
       * Whether samples have `entries`, which are most of their length.
       */
      entries?: 'true' | 'false'
      /**
       * The last `seq` that was seen.
       */
      since?: number
      /**
       * The epoch in which it was seen; in another one everything begins anew.
       */
      epoch?: string
    }
    frames: {
      sample: TelemetrySample
    }
  }
  /**
   * The steps of a deployment, with `since=0` from its first
   */
  '/ws/deploy/{id}': {
    path: {
      id: string
    }
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
      /**
       * The last `seq` that was seen.
       */
      since?: number
      /**
       * The epoch in which it was seen; in another one everything begins anew.
       */
      epoch?: string
    }
    frames: {
      event: DeploymentEvent
    }
  }
  /**
   * Alerts as they are raised, acknowledged and resolved
   */
  '/ws/alerts': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
      /**
       * The last `seq` that was seen.
       */
      since?: number
      /**
       * The epoch in which it was seen; in another one everything begins anew.
       */
      epoch?: string
    }
    frames: {
      raised: Alert
      acknowledged: Alert
      resolved: Alert
    }
  }
  /**
   * Lines of the log about a network as they are written; for operators
   */
  '/ws/logs': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
      /**
       * The last `seq` that was seen.
       */
      since?: number
      /**
       * The epoch in which it was seen; in another one everything begins anew.
       */
      epoch?: string
    }
    frames: {
      line: LogLine
    }
  }
  /**
   * How far the plans are that are being made for a network, until each is made or given up; for operators
   */
  '/ws/plans': {
    query?: {
      /**
       * Id or name of the network that is meant; without it, the header `X-Network`, else the first network.
       */
      network?: string
      /**
       * The last `seq` that was seen.
       */
      since?: number
      /**
       * The epoch in which it was seen; in another one everything begins anew.
       */
      epoch?: string
    }
    frames: {
      progress: PlanStep
      made: PlanStep
      'given-up': PlanStep
    }
  }
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
