import * as audit from './audit/audit-routes.js'
import * as auth from './auth/auth-routes.js'
import * as tokens from './auth/token-routes.js'
import * as deployments from './deployments/deployment-routes.js'
import * as faults from './faults/fault-routes.js'
import * as explanations from './intents/explain-routes.js'
import * as files from './intents/intent-file-routes.js'
import * as intents from './intents/intent-routes.js'
import * as logs from './monitor/log-routes.js'
import * as monitor from './monitor/monitor-routes.js'
import * as rules from './monitor/rule-routes.js'
import * as networks from './networks/network-routes.js'
import type { Route } from './route.js'
import * as scenarios from './scenarios/scenario-routes.js'
import * as topology from './topology/topology-routes.js'
import * as trace from './trace/trace-routes.js'
import * as traffic from './traffic/traffic-routes.js'
import * as users from './users/user-routes.js'

/** Routes of one kind of thing, by the names that they are exported under: these are their names in descriptions and clients too. */
export interface Resource {
  readonly name: string
  readonly description: string
  readonly modules: readonly Readonly<Record<string, Route>>[]
  /** Paths in the order in which they are described; others stand behind the one that they begin with, or last. */
  readonly order?: readonly string[]
}

/** A route as it is described: by its name, in its resource. */
export interface Operation {
  readonly name: string
  readonly resource: string
  readonly route: Route
}

/** Every route of the API, in the order in which it is described. */
export const resources: readonly Resource[] = [
  {
    name: 'Authentication',
    description: 'Logins, tokens, and who is logged in.',
    modules: [auth, tokens],
    order: ['/auth/login', '/auth/refresh', '/auth/logout', '/auth/ws-ticket', '/auth/me'],
  },
  { name: 'Users', description: 'Who may log in, and as what.', modules: [users] },
  { name: 'Audit', description: 'Who changed what, or tried to.', modules: [audit] },
  {
    name: 'Networks',
    description: 'Managed networks; each has a topology, intents and deployments.',
    modules: [networks],
  },
  {
    name: 'Topology',
    description: 'Nodes and links of a network, as a whole or one by one.',
    modules: [topology],
    order: ['/topology', '/topology/nodes', '/topology/links', '/topology/import', '/topology/export'],
  },
  {
    name: 'Intents',
    description: 'What the network must do: committed files, how each intent fares, and plans made of them.',
    modules: [intents, files, explanations],
    order: [
      '/intents',
      '/intent/files',
      '/intent/parse',
      '/intent/compile',
      '/intent/preview',
      '/intent/history',
      '/intent/explain',
      '/plans',
    ],
  },
  {
    name: 'Deployments',
    description: 'Plans on their way to the devices, as transactions.',
    modules: [deployments],
    order: ['/deploy/validate', '/deploy/execute', '/deploy/rollback', '/deploy/status', '/deploy/history'],
  },
  { name: 'Traces', description: 'The way of single packets.', modules: [trace] },
  { name: 'Faults', description: 'What is broken on purpose: on emulated networks only.', modules: [faults] },
  {
    name: 'Scenarios',
    description: 'Fault stories, played on emulated networks of their own.',
    modules: [scenarios],
  },
  { name: 'Traffic', description: 'Demands that flow through an emulated network.', modules: [traffic] },
  {
    name: 'Monitoring',
    description: 'Measurements, alerts, drift, what is survived, and what is used.',
    modules: [monitor, rules, logs],
    order: [
      '/monitor/metrics',
      '/monitor/alerts',
      '/monitor/logs',
      '/monitor/alerts/rules',
      '/monitor/drift',
      '/monitor/resilience',
      '/monitor/coverage',
    ],
  },
]

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Every route with its name, in the order in which they are described. */
export const operations: readonly Operation[] = resources.flatMap(({ name: resource, modules, order = [] }) => {
  const all = modules.flatMap((module) => Object.entries(module)).map(([name, route]) => ({ name, resource, route }))
  const placeOf = ({ path }: Route): number => {
    const before = order.findLastIndex((one) => path === one || path.startsWith(`${one}/`))
    return before < 0 ? order.length : before
  }
  const compare = (a: Route, b: Route): number =>
    placeOf(a) - placeOf(b) ||
    (a.path === b.path ? methods.indexOf(a.method) - methods.indexOf(b.method) : a.path < b.path ? -1 : 1)
  return all.sort((a, b) => compare(a.route, b.route))
})

/** Every route of the API. */
export const routes: readonly Route[] = operations.map(({ route }) => route)
