import type { ParameterizedContext as Context } from 'koa'
import { covers, type Identity, mayDo, roleOn, roleOnServer } from '../auth/rights.js'
import { requestOf } from '../request-context.js'
import type { Services } from '../services.js'
import type { Grant, NetworkRow, Role } from '../store/entities.js'
import { notFound, ProblemError } from './problem.js'
import { type Route, scopeOf } from './route.js'

/** Who asks, and of which network. */
export interface Authorized {
  readonly actor: Identity
  readonly network: NetworkRow | undefined
}

const nobody: Identity = { id: '', name: 'nobody', role: 'none', networks: new Map(), epoch: 0 }

/** Who asks. Throws `unauthenticated` where somebody has to be known and nobody is. */
export function identify(route: Route, context: Context, { auth }: Services): Identity {
  if (route.role === 'public') return nobody
  const actor = auth.identify(context.get('authorization'))
  if (!actor) throw new ProblemError('unauthenticated', 'a valid access token or API token is missing')
  requestOf(context).actor = actor
  return actor
}

/** Whether the request may be made at all, before anything else is looked at: whether a token is good for it, whether the network is there for
 *  them, and their role on it, or on the server where no network is meant. Gives the network. */
export function authorize(
  route: Route,
  context: Context,
  services: Services,
  actor: Identity,
): NetworkRow | undefined | Promise<NetworkRow> {
  if (route.role === 'public') return undefined
  checkScope(route, actor)
  if (route.network === undefined || route.network === false) {
    if (route.role !== 'user') checkRole(roleOnServer(actor), route.role, '')
    return undefined
  }
  const chosen = chosenNetwork(route, context, services, actor)
  const admitted = (network: NetworkRow): NetworkRow => {
    requestOf(context).network = network.id
    if (route.role !== 'user') checkRole(roleOn(actor, network.id), route.role, ` on ${network.name}`)
    return network
  }
  return chosen instanceof Promise ? chosen.then(admitted) : admitted(chosen)
}

function checkScope(route: Route, { token }: Identity): void {
  const scope = scopeOf(route)
  if (!token || scope === undefined) return
  if (scope === 'login') throw new ProblemError('forbidden', 'this needs a login: no API token is good for it')
  if (!covers(token.scopes, scope))
    throw new ProblemError('forbidden', `this needs the scope ${scope}; the token has ${token.scopes.join(', ')}`)
}

function checkRole(has: Grant, needs: Role, where: string): void {
  if (mayDo(has, needs)) return
  const yours = has === 'none' ? 'you have none' : `yours is ${has}`
  throw new ProblemError('forbidden', `this needs the role ${needs}${where}; ${yours}`)
}

/** The network that the path names, or the query, or the header, else the first; those that one may not see are not there. */
function chosenNetwork(
  route: Route,
  context: Context,
  { networks }: Services,
  actor: Identity,
): NetworkRow | Promise<NetworkRow> {
  const isVisible = ({ id }: NetworkRow): boolean => roleOn(actor, id) !== 'none'
  if (route.network !== 'path') return networks.choose(namedNetwork(context), isVisible)
  return visibleNetwork(String((context['params'] as Readonly<Record<string, string>>)['id']), networks, isVisible)
}

async function visibleNetwork(
  id: string,
  networks: Services['networks'],
  isVisible: (row: NetworkRow) => boolean,
): Promise<NetworkRow> {
  const network = await networks.get(id)
  if (!isVisible(network)) throw notFound(`network ${id}`)
  return network
}

function namedNetwork(context: Context): string | undefined {
  const asked = (context.querystring === '' ? undefined : context.query['network']) ?? context.get('x-network')
  const [name] = Array.isArray(asked) ? asked : [asked]
  return name === undefined || name === '' ? undefined : name
}
