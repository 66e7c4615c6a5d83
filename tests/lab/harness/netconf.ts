import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const end = ']]>]]>'
const base = 'urn:ietf:params:xml:ns:netconf:base:1.0'
/** The parts of a document and the modules they are of. */
const parts = { acls: 'access-control-list', routing: 'routing', interfaces: 'interfaces' }
const modules = [
  'iana-if-type',
  'ietf-interfaces',
  'ietf-ip',
  'ietf-routing',
  'ietf-ipv4-unicast-routing',
  'ietf-ipv6-unicast-routing',
  'ietf-access-control-list',
]
/** The server takes sessions for the port it was told alone; nothing listens there. */
const port = 8830

/** A netconfd of our own with a session by its subsystem, as sshd would start it, and framing as in RFC 6242 4.3. */
export class NetconfServer implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'paranet-netconf-'))
  readonly #server: ChildProcess
  #session: ChildProcess | undefined
  #received = ''
  #wake: () => void = () => {}
  #sent = 0

  constructor() {
    const yang = fileURLToPath(new URL('../../data/yang/ietf-access-control-list.yang', import.meta.url))
    cpSync(yang, join(this.#folder, 'ietf-access-control-list.yang'))
    this.#server = spawn(
      'netconfd',
      [
        '--no-startup',
        `--port=${port}`,
        '--target=candidate',
        '--superuser=root',
        `--log=${this.#folder}/log`,
        `--ncxserver-sockname=${this.#socket}`,
        `--modpath=${this.#folder}:/usr/share/yuma/modules`,
        ...modules.map((name) => `--module=${name}`),
      ],
      { stdio: 'ignore' },
    )
  }

  get #socket(): string {
    return join(this.#folder, 'ncx.sock')
  }

  /** What the server logged. */
  get log(): string {
    return readFileSync(join(this.#folder, 'log'), 'utf8')
  }

  /** Waits for the server and opens the session. Throws after 20 s. */
  async open(): Promise<void> {
    for (let i = 0; i < 200 && !existsSync(this.#socket); i++) await pause(100)
    await pause(300)
    this.#session = spawn('/usr/sbin/netconf-subsystem', [`--ncxserver-sockname=${port}@${this.#socket}`], {
      env: { ...process.env, USER: 'root', SSH_CONNECTION: `127.0.0.1 40000 127.0.0.1 ${port}` },
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.#session.stdout?.setEncoding('utf8').on('data', (part: string) => {
      this.#received += part
      this.#wake()
    })
    await this.#answer()
    this.#write(
      `<hello xmlns="${base}"><capabilities><capability>urn:ietf:params:netconf:base:1.0</capability></capabilities></hello>`,
    )
    await pause(200)
  }

  #write(text: string): void {
    this.#session?.stdin?.write(`<?xml version="1.0" encoding="UTF-8"?>\n${text}${end}\n`)
  }

  async #answer(): Promise<string> {
    const deadline = Date.now() + 20_000
    while (!this.#received.includes(end)) {
      if (Date.now() > deadline)
        throw new Error(`no answer from netconfd: ${this.#received.slice(0, 500)} ${this.log.slice(-2000)}`)
      await new Promise<void>((done) => {
        const timer = setTimeout(done, 1000)
        this.#wake = () => {
          clearTimeout(timer)
          done()
        }
      })
    }
    const at = this.#received.indexOf(end)
    const answer = this.#received.slice(0, at)
    this.#received = this.#received.slice(at + end.length)
    return answer
  }

  /** The answer to an operation. Throws where it is an error. */
  async call(operation: string): Promise<string> {
    this.#write(`<rpc message-id="${++this.#sent}" xmlns="${base}">${operation}</rpc>`)
    const answer = await this.#answer()
    if (/<(\w+:)?rpc-error>/.test(answer)) throw new Error(answer.slice(0, 3000))
    return answer
  }

  /** Makes a `<config>` all that runs, and gives what a get-config answers then. What was there goes first, in a commit of its own, since this server
   *  replaces in part only; and without a `<validate>`, after which it commits nothing. */
  async load(config: string): Promise<string> {
    const answer = await this.call('<get-config><source><running/></source></get-config>')
    const removed = Object.entries(parts)
      .filter(([name]) => answer.includes(`<${name} `))
      .map(([name, module]) => `<${name} xmlns="urn:ietf:params:xml:ns:yang:ietf-${module}" nc:operation="delete"/>`)
    if (removed.length > 0) await this.#commit(`<config xmlns:nc="${base}">${removed.join('')}</config>`)
    await this.#commit(config.replace(/^<\?xml.*\?>\n/, ''))
    return this.call('<get-config><source><running/></source></get-config>')
  }

  async #commit(config: string): Promise<void> {
    await this.call(`<edit-config><target><candidate/></target>${config}</edit-config>`)
    await this.call('<commit/>')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const process of [this.#session, this.#server]) {
      if (!process || process.exitCode !== null) continue
      const ended = new Promise((done) => process.once('exit', done))
      process.kill('SIGTERM')
      await Promise.race([ended, pause(3000)])
      process.kill('SIGKILL')
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
