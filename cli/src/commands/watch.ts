import WebSocket from 'ws'
import { ApiClient, type ServerOptions } from '../api-client.js'
import { CliError, exitCodes } from '../errors.js'
import { bitRate, colour, type Output, print } from '../output/console-output.js'

interface Frame {
  readonly channel: string
  readonly seq: number
  readonly at: string | number
  readonly type: string
  readonly data: unknown
}

interface Sample {
  readonly links: readonly {
    readonly id: string
    readonly up: boolean
    readonly bitsPerSecond: readonly number[]
    readonly utilisation: readonly number[]
  }[]
}

/** Follows a channel until it ends, `--count` frames came, or the user interrupts. Under `--json` one frame a line. */
export async function watch(
  channel: string,
  id: string | undefined,
  options: { readonly count?: string },
  output: Output,
  server: ServerOptions,
): Promise<number> {
  if (!['telemetry', 'alerts', 'deploy'].includes(channel))
    throw new CliError(exitCodes.usage, `no channel "${channel}"`, { hint: 'telemetry, alerts, or deploy ID' })
  if (channel === 'deploy' && id === undefined)
    throw new CliError(exitCodes.usage, 'which deployment? `paranet watch deploy ID`')
  const client = new ApiClient(server)
  const url = await client.channelUrl(channel === 'deploy' ? `deploy/${encodeURIComponent(id ?? '')}` : channel)
  const limit = options.count === undefined ? Number.POSITIVE_INFINITY : Number(options.count)
  const socket = new WebSocket(url)
  process.once('SIGINT', () => socket.close())
  let seen = 0
  await new Promise<void>((done, fail) => {
    socket.on('message', (raw: Buffer) => {
      const frame = JSON.parse(raw.toString('utf8')) as Frame
      if (frame.type === 'heartbeat' || frame.type === 'hello') return
      if (output.isJson) process.stdout.write(`${JSON.stringify(frame)}\n`)
      else print(output, frameText(frame))
      if (++seen >= limit) socket.close()
    })
    socket.on('close', () => done())
    socket.on('error', (cause) => fail(new CliError(exitCodes.refused, `the channel broke: ${cause.message}`)))
  })
  return exitCodes.ok
}

function frameText(frame: Frame): string {
  const time = new Date(frame.at).toISOString().slice(11, 19)
  if (frame.type !== 'sample') return `${colour.dim(time)} ${frame.type} ${JSON.stringify(frame.data)}`
  const { links } = frame.data as Sample
  const down = links.filter(({ up }) => !up).map(({ id }) => id)
  const busiest = [...links].sort((a, b) => Math.max(...b.utilisation) - Math.max(...a.utilisation)).slice(0, 4)
  const loads = busiest.map((link) => `${link.id} ${bitRate(Math.max(...link.bitsPerSecond))}`)
  return `${colour.dim(time)} ${loads.join('  ')}${down.length > 0 ? colour.red(`  down: ${down.join(', ')}`) : ''}`
}
