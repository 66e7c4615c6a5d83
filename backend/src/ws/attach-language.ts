import type { IncomingMessage } from 'node:http'
import Koa from 'koa'
import websockify from 'koa-websocket'
import type { RawData, WebSocket, WebSocketServer } from 'ws'
import { covers, type Identity, roleOn } from '../auth/rights.js'
import type { LanguageClient, LanguageSource } from '../language/language-client.js'
import type { Services } from '../services.js'
import type { Admission } from './admission.js'
import { guardSocket } from './guard-socket.js'

/** Longest message of a client, bytes. */
const maxPayload = 8 * 1024 * 1024
/** Messages in a second, and how many may come at once after a rest. */
const perSecond = 100
const mostAtOnce = 400
/** What may wait for a client that does not read, bytes. */
const mostUnread = 32 * 1024 * 1024
/** Clients at the same time; each has a thread. */
const mostClients = 16

const closings = {
  notFound: [4404, 'no such network'],
  tooFast: [4429, 'too many messages'],
  tooMany: [4429, 'too many editors'],
  noText: [1003, 'messages are texts'],
  unread: [1013, 'answers are not read'],
  ended: [1000, 'the session is over'],
} as const

/** The language service at `/ws/language`: JSON-RPC messages, each a text frame. The files are the network's committed intents with what the client
 *  has open on top; compiling and proving happen on the planner's thread. */
export function attachLanguage(services: Services, admission: Admission): WebSocketServer {
  const open = websockify(new Koa())
  const clients = new Set<WebSocket>()
  open.ws.use(async (context) => {
    const { websocket: socket } = context
    socket.on('error', () => socket.terminate())
    // What comes before the network is found waits.
    const early: string[] = []
    const keep = (data: RawData) => void early.push(textOf(data))
    socket.on('message', keep)
    const identity = admission.hold(context.req, socket)
    const network = identity && (await networkOf(context.req, services, identity).catch(() => undefined))
    if (!identity || network === undefined) return socket.close(...closings.notFound)
    if (clients.size >= mostClients) return socket.close(...closings.tooMany)
    clients.add(socket)
    socket.once('close', () => clients.delete(socket))
    guardSocket({ socket, auth: services.auth, clock: services.clock, identity, network })
    const receive = serve(socket, services, network)
    socket.off('message', keep)
    for (const text of early) receive(text)
  })
  const verifyClient = (
    { req }: { readonly req: IncomingMessage },
    answer: (isFine: boolean, code?: number) => void,
  ) => {
    const refusal = admission.refusalOf(req)
    answer(refusal === undefined, refusal)
  }
  open.ws.listen({ noServer: true, maxPayload, perMessageDeflate: false, clientTracking: true, verifyClient })
  return open.ws.server as WebSocketServer
}

/** Whether a request wants the language service. */
export const isForLanguage = ({ url = '' }: IncomingMessage): boolean =>
  /^(?:\/api\/v1)?\/ws\/language(?:\?|$)/.test(url)

async function networkOf(
  { url = '/' }: IncomingMessage,
  { networks }: Services,
  identity: Identity,
): Promise<string | undefined> {
  if (identity.token && !covers(identity.token.scopes, 'read')) return undefined
  const named = new URL(url, 'http://localhost').searchParams.get('network') ?? undefined
  return (await networks.choose(named, (row) => roleOn(identity, row.id) !== 'none')).id
}

function serve(socket: WebSocket, services: Services, network: string): (text: string) => void {
  const allowed = allowance(services)
  const send = (text: string) => {
    if (socket.bufferedAmount > mostUnread) socket.close(...closings.unread)
    else socket.send(text)
  }
  const client: LanguageClient = services.openLanguage(sourceOf(services, network), send, () =>
    socket.close(...closings.ended),
  )
  const receive = (text: string) => (allowed() ? client.receive(text) : socket.close(...closings.tooFast))
  socket.on('message', (data, isBinary) => (isBinary ? socket.close(...closings.noText) : receive(textOf(data))))
  socket.once('close', () => client.close())
  return receive
}

/** A frame's text; this side asks for buffers. */
const textOf = (data: RawData): string => (Buffer.isBuffer(data) ? data.toString('utf8') : '')

/** A bucket of messages that fills again. */
function allowance({ clock }: Services): () => boolean {
  let left = mostAtOnce
  let at = clock.now()
  return () => {
    const now = clock.now()
    left = Math.min(mostAtOnce, left + ((now - at) / 1000) * perSecond)
    at = now
    left--
    return left >= 0
  }
}

function sourceOf({ networks, intents, planner, watch, clock }: Services, network: string): LanguageSource {
  return {
    files: async () => (await intents.files(network)).map(({ name, text }) => ({ uri: uriOf(network, name), text })),
    topology: async () => ({ network, topology: networks.topology(network).topology }),
    check: async (input) => {
      // A thread of its own: plans do not wait for what someone only writes.
      const task = { network, topology: networks.topology(network).topology, files: input.files, at: clock.now() }
      const found = await planner.run(`language ${network}`, 'draft', task)
      const flowing = new Map(
        (await watch.sample(network).catch(() => undefined))?.intents.map((one) => [one.id, one.bitsPerSecond]),
      )
      return {
        ...found,
        intents: found.intents.map((intent) => {
          const bitsPerSecond = flowing.get(intent.id)
          return bitsPerSecond === undefined ? intent : { ...intent, bitsPerSecond }
        }),
      }
    },
  }
}

/** A committed file as a document: `paranet:/NETWORK/FILE`. */
const uriOf = (network: string, name: string): string =>
  `paranet:/${encodeURIComponent(network)}/${name.split('/').map(encodeURIComponent).join('/')}`
