import type { Diagnostic, ParsedFiles } from '@paranet/language'
import { type Clock, contentHash, type Intent } from '@paranet/network'
import type { IntentFile } from '@paranet/planner'
import type { EntityManager } from 'typeorm'
import { checkPrecondition, type Precondition } from '../http/precondition.js'
import { notFound, ProblemError } from '../http/problem.js'
import { insertAudit } from '../store/audit-rows.js'
import type { Database } from '../store/database.js'
import type { IntentFileRow, NetworkRow } from '../store/entities.js'
import { listIntentFiles, setIntentFiles } from '../store/intent-rows.js'
import type { NetworkService } from './network-service.js'

/** Intent files of a network at most, and their length together. */
const mostFiles = 500
const mostCharacters = 8_000_000

export interface Resolved {
  readonly intents: readonly Intent[]
  readonly diagnostics: readonly Diagnostic[]
}

export interface IntentPorts {
  readonly database: Database
  readonly networks: NetworkService
  readonly clock: Clock
  /** Throws while a deployment is under way. */
  readonly checkIdle: (network: string) => void
}

/** The intents that a network has committed, in their files. */
export class IntentService {
  readonly #ports: IntentPorts
  /** Files that were not parsed since, per network. */
  readonly #parsed = new Map<string, ParsedFiles>()
  /** The committed files of each network as of a revision. */
  readonly #files = new Map<string, { readonly revision: string; readonly rows: readonly IntentFileRow[] }>()
  readonly #resolved = new Map<string, { readonly key: string; readonly value: Promise<Resolved> }>()

  constructor(ports: IntentPorts) {
    this.#ports = ports
  }

  /** The files' rows, by name. `revision`: the network's, where it is known; then they may come from memory. */
  async rows(network: string, revision?: string): Promise<readonly IntentFileRow[]> {
    const known = this.#files.get(network)
    if (known && known.revision === revision) return known.rows
    return listIntentFiles(this.#ports.database.read, network)
  }

  async files(network: string, revision?: string): Promise<IntentFile[]> {
    return filesOf(await this.rows(network, revision))
  }

  /** The committed intents, bound to the present topology. */
  async committed(network: string, revision?: string): Promise<Resolved> {
    return this.resolve(network, await this.files(network, revision))
  }

  /** Ids of the committed intents. */
  async ids(network: string): Promise<string[]> {
    return (await this.committed(network)).intents.map(({ id }) => id)
  }

  /** Any files against the present topology. The last answer of each network is kept. */
  async resolve(network: string, files: readonly IntentFile[]): Promise<Resolved> {
    const { revision, index } = this.#ports.networks.topology(network)
    const key = contentHash([revision, files])
    const known = this.#resolved.get(network)
    if (known?.key === key) return known.value
    const value = import('@paranet/language').then(({ ParsedFiles, resolveIntents }) => {
      const parsed = this.#parsed.get(network) ?? new ParsedFiles()
      this.#parsed.set(network, parsed)
      return resolveIntents(files, index, { network, parsed })
    })
    this.#resolved.set(network, { key, value })
    return value
  }

  forget(network: string): void {
    this.#resolved.delete(network)
    this.#parsed.delete(network)
    this.#files.delete(network)
  }

  /** Writes a file; gives it with what all files then say. Texts with errors are kept too: the diagnostics say what is wrong, and no plan is made of them. */
  async put(
    network: NetworkRow,
    file: IntentFile,
    actor: string,
    precondition: Precondition = {},
  ): Promise<{ readonly row: IntentFileRow; readonly resolved: Resolved }> {
    const { rows } = await this.#change(network.id, actor, `intent.put ${file.name}`, (rows) => {
      checkRevision(rows, file.name, precondition)
      return [...rows.filter(({ name }) => name !== file.name), file]
    })
    const row = rows.find(({ name }) => name === file.name)
    if (!row) throw notFound(`intent file ${file.name}`)
    return { row, resolved: await this.resolve(network.id, filesOf(rows)) }
  }

  async remove(network: NetworkRow, name: string, actor: string, precondition: Precondition = {}): Promise<void> {
    await this.#change(network.id, actor, `intent.delete ${name}`, (rows) => {
      if (!rows.some((row) => row.name === name)) throw notFound(`intent file ${name}`)
      checkRevision(rows, name, precondition)
      return rows.filter((row) => row.name !== name)
    })
  }

  async #change(
    network: string,
    actor: string,
    action: string,
    edit: (rows: readonly IntentFileRow[]) => readonly IntentFile[],
  ): Promise<{ readonly revision: string; readonly rows: readonly IntentFileRow[] }> {
    const { database, clock, checkIdle } = this.#ports
    const { intentsRevisionOf } = await import('@paranet/planner')
    const at = clock.now()
    return database.write(async (manager) => {
      checkIdle(network)
      const before = await intentsRevision(manager, network)
      const known = this.#files.get(network)
      const old = known?.revision === before ? known.rows : await listIntentFiles(manager, network)
      const files = sortedFiles(edit(old))
      checkSize(files)
      const revision = intentsRevisionOf(files)
      if (revision === before) return { revision, rows: old }
      const rows = await setIntentFiles(manager, network, files, revision, { at, actor }, old)
      await insertAudit(manager, { at, actor, network, action, before, after: revision })
      // Right whatever becomes of the transaction: rows of a revision are what they are.
      this.#files.set(network, { revision, rows })
      return { revision, rows }
    })
  }
}

async function intentsRevision(manager: EntityManager, network: string): Promise<string> {
  const select = 'SELECT intentsRevision FROM networks WHERE id = ? AND deletedAt IS NULL'
  const [row] = (await manager.query(select, [network])) as { readonly intentsRevision: string }[]
  if (!row) throw notFound(`network ${network}`)
  return row.intentsRevision
}

const filesOf = (rows: readonly IntentFileRow[]): IntentFile[] => rows.map(({ name, text }) => ({ name, text }))

/** By name, and nothing but name and text. */
export const sortedFiles = (files: readonly IntentFile[]): IntentFile[] =>
  files.map(({ name, text }) => ({ name, text })).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))

function checkRevision(rows: readonly IntentFileRow[], name: string, precondition: Precondition): void {
  const row = rows.find((one) => one.name === name)
  checkPrecondition(`file ${name}`, row ? [row.revision] : [], precondition)
}

/** Throws where a network would hold more than it should. */
export function checkSize(files: readonly IntentFile[]): void {
  const characters = files.reduce((sum, { text }) => sum + text.length, 0)
  if (files.length > mostFiles || characters > mostCharacters)
    throw new ProblemError(
      'too-large',
      `a network holds ${mostFiles} intent files of ${mostCharacters} characters at most`,
    )
}
