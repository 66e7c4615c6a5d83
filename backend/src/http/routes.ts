import * as auth from './auth/auth-routes.js'
import * as deployments from './deployments/deployment-routes.js'
import * as faults from './faults/fault-routes.js'
import * as files from './intents/intent-file-routes.js'
import * as intents from './intents/intent-routes.js'
import * as monitor from './monitor/monitor-routes.js'
import * as networks from './networks/network-routes.js'
import type { Route } from './route.js'
import * as topology from './topology/topology-routes.js'
import * as trace from './trace/trace-routes.js'
import * as users from './users/user-routes.js'

/** Every route of the API. */
export const routes: readonly Route[] = [
  ...Object.values(auth),
  ...Object.values(users),
  ...Object.values(networks),
  ...Object.values(topology),
  ...Object.values(files),
  ...Object.values(intents),
  ...Object.values(deployments),
  ...Object.values(trace),
  ...Object.values(faults),
  ...Object.values(monitor),
]
