import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Limits } from './http/limits.js'

/** Between two looks for connections that take too long, ms. */
const checkMs = 1_000
/** How long a connection without requests stays open, ms: longer than proxies keep theirs. */
const idleMs = 65_000

/** An HTTP server that slow or many connections do not bring down: headers and requests must be there in time, and there are not more
 *  connections than it bears. A body of which the client asks first is asked for only where it is not too long. */
export function limitedServer(handle: RequestListener, limits: Limits): Server {
  const { headersMs, requestMs, connections, connectionsPerAddress, bodyBytes } = limits
  const server = createServer(
    {
      headersTimeout: Math.min(headersMs, requestMs),
      requestTimeout: requestMs,
      keepAliveTimeout: idleMs,
      connectionsCheckingInterval: checkMs,
      maxHeaderSize: 16 * 1024,
    },
    handle,
  )
  server.maxConnections = connections
  server.on('connection', perAddress(connectionsPerAddress))
  server.on('checkContinue', (request, response) => {
    if (lengthOf(request) <= bodyBytes) response.writeContinue()
    handle(request, response)
  })
  return server
}

const lengthOf = ({ headers }: IncomingMessage): number => Number(headers['content-length'] ?? 0)

/** Ends connections of an address that has too many. */
function perAddress(most: number): (socket: Socket) => void {
  const open = new Map<string, number>()
  return (socket) => {
    const address = socket.remoteAddress ?? ''
    const count = (open.get(address) ?? 0) + 1
    if (count > most) {
      socket.destroy()
      return
    }
    open.set(address, count)
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1
      if (left === 0) open.delete(address)
      else open.set(address, left)
    })
  }
}
