import type { IncomingMessage } from 'node:http'
import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type Koa from 'koa'
import websockify from 'koa-websocket'
import type { WebSocket, WebSocketServer } from 'ws'
import { covers, type Identity, mayDo, roleOn } from '../auth/rights.js'
import type { Services } from '../services.js'
import type { Channel } from './channel.js'
import type { Channels } from './channels.js'
import { guardSocket } from './guard-socket.js'
import { Admission } from './admission.js'
import { attachLanguage, isForLanguage } from './attach-language.js'
import { Subscriber } from './subscriber.js'

/** Longest message that a client may send; nothing that it says is listened to. */
const maxPayload = 4096

/** Channels that each network has one of. */
const perNetwork = ['telemetry', 'alerts', 'logs', 'plans'] as const

/** What a path of a WebSocket means; `/api/v1/ws/…` is the same as `/ws/…`. */
type Wanted =
  | { readonly kind: (typeof perNetwork)[number]; readonly isWhole?: boolean }
  | { readonly kind: 'deploy'; readonly id: string }

/** Why a connection is closed: the path, or the network, or the deployment is unknown. */
const notFoundClosing = 4404

/** Adds the WebSocket channels to the app and its server. The right to listen is checked at the upgrade: a ticket, or a token in the header;
 *  and there whoever has too many open is refused. Gives all that are open. */
export function attachChannels(app: Koa, server: Server, services: Services, epoch: string): () => Iterable<WebSocket> {
  const { metrics, auth, clock } = services
  const open = websockify(app)
  const admission = new Admission(services)
  open.ws.use(async (context) => {
    const url = urlOf(context.req)
    const { websocket: socket } = context
    socket.on('error', () => socket.terminate())
    const identity = admission.hold(context.req, socket)
    const found = identity && (await channelOf(url, services, identity).catch(() => undefined))
    if (!found) return socket.close(notFoundClosing, 'no such channel')
    const { channel, network } = found
    guardSocket({ socket, auth, clock, identity, network })
    const since = readNumber(url.searchParams.get('since'))
    const sinceEpoch = url.searchParams.get('epoch')
    new Subscriber({
      socket,
      channel,
      clock,
      epoch,
      ...(since === undefined ? {} : { since }),
      ...(sinceEpoch === null ? {} : { sinceEpoch }),
    })
  })
  open.ws.listen({
    noServer: true,
    maxPayload,
    perMessageDeflate: false,
    clientTracking: true,
    verifyClient: ({ req }: { readonly req: IncomingMessage }, answer: (isFine: boolean, code?: number) => void) => {
      const refusal = wantedOf(urlOf(req).pathname) ? admission.refusalOf(req) : 404
      answer(refusal === undefined, refusal)
    },
  })
  const sockets = open.ws.server as WebSocketServer
  const language = attachLanguage(services, admission)
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const its = isForLanguage(request) ? language : sockets
    its.handleUpgrade(request, socket, head, (client) => its.emit('connection', client, request))
  })
  metrics.gauge('websocket_clients', () => sockets.clients.size + language.clients.size)
  return () => [...sockets.clients, ...language.clients]
}

function wantedOf(path: string, isWhole = false): Wanted | undefined {
  const [, kind, id] = /^(?:\/api\/v1)?\/ws\/(telemetry|alerts|logs|plans|deploy)(?:\/([^/]+))?$/.exec(path) ?? []
  if (kind === 'deploy') return id === undefined ? undefined : { kind, id: decoded(id) }
  const named = perNetwork.find((name) => name === kind)
  return named === undefined || id !== undefined ? undefined : { kind: named, isWhole }
}

/** The channel that is wanted, and the network that it tells of; those that one may not see are not there. */
async function channelOf(
  url: URL,
  { networks, channels }: Services,
  identity: Identity,
): Promise<{ readonly channel: Channel; readonly network: string } | undefined> {
  const wanted = wantedOf(url.pathname, url.searchParams.get('entries') === 'true')
  const named = url.searchParams.get('network') ?? undefined
  const { id } = await networks.choose(named, (row) => roleOn(identity, row.id) !== 'none')
  if (wanted?.kind === 'logs' && !mayReadLogs(identity, id)) return undefined
  if (wanted?.kind === 'plans' && !mayDo(roleOn(identity, id), 'operator')) return undefined
  const channel = wanted && (await channelIn(channels, wanted, id))
  return channel && { channel, network: id }
}

/** Logs are for those who work on the network, and for tokens that are made for its monitoring. */
const mayReadLogs = (identity: Identity, network: string): boolean =>
  mayDo(roleOn(identity, network), 'operator') && (!identity.token || covers(identity.token.scopes, 'monitor'))

async function channelIn(channels: Channels, wanted: Wanted, network: string): Promise<Channel | undefined> {
  if (wanted.kind === 'deploy') return channels.deployment(wanted.id, network)
  return wanted.kind === 'telemetry' && wanted.isWhole
    ? channels.wholeTelemetry(network)
    : channels[wanted.kind](network)
}

/** Whatever the client wrote, on a base that does not matter. */
function urlOf({ url = '/' }: IncomingMessage): URL {
  return URL.canParse(url, 'http://localhost') ? new URL(url, 'http://localhost') : new URL('http://localhost/')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function readNumber(text: string | null): number | undefined {
  const number = text === null || text === '' ? Number.NaN : Number(text)
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined
}
