import {
  closingTypes,
  Fenced,
  type Journal,
  type JournalEntry,
  type JournalQuery,
  type JournalRecord,
} from '@paranet/orchestrator'
import type { EntityManager } from 'typeorm'
import type { Database } from './database.js'

interface Row {
  readonly seq: number
  readonly network: string
  readonly deployment: string
  readonly token: number
  readonly actor: string
  readonly at: number
  readonly event: string
}

const insert = `INSERT INTO journal (network, deployment, version, token, actor, at, type, event) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`

/** The journal of deployments in a database of its own. An append is one transaction with a full flush. */
export class JournalStore implements Journal {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async fence(network: string, token: number): Promise<void> {
    await this.#database.write(async (manager) => {
      await checkFence(manager, network, token)
      const raise = 'INSERT INTO fences (network, token) VALUES (?, ?) ON CONFLICT (network) DO UPDATE SET token = ?'
      await manager.query(raise, [network, token, token])
    })
  }

  /** The largest token that was ever granted for the network. */
  async lastToken(network: string): Promise<number> {
    const rows: { token: number }[] = await this.#database.read.query('SELECT token FROM fences WHERE network = ?', [
      network,
    ])
    return rows[0]?.token ?? 0
  }

  append(entries: readonly JournalEntry[]): Promise<readonly number[]> {
    return this.#database.write(async (manager) => {
      for (const { network, token } of entries) if (token > 0) await checkFence(manager, network, token)
      const seqs: number[] = []
      for (const entry of entries) seqs.push(await insertEntry(manager, entry))
      return seqs
    })
  }

  async read({ network, deployment, after, types }: JournalQuery): Promise<readonly JournalRecord[]> {
    const conditions: string[] = []
    const values: (string | number)[] = []
    const add = (condition: string, ...its: (string | number)[]) => {
      conditions.push(condition)
      values.push(...its)
    }
    if (network !== undefined) add('network = ?', network)
    if (deployment !== undefined) add('deployment = ?', deployment)
    if (after !== undefined) add('seq > ?', after)
    if (types !== undefined) add(`type IN (${types.map(() => '?').join(', ')})`, ...types)
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
    const rows: Row[] = await this.#database.read.query(`SELECT * FROM journal ${where} ORDER BY seq`, values)
    return rows.map(readRow)
  }

  /** Every deployment with its last step, oldest first. */
  lastSteps(): Promise<readonly { readonly deployment: string; readonly seq: number }[]> {
    return this.#database.read.query(
      'SELECT deployment, MAX(seq) AS seq FROM journal GROUP BY deployment ORDER BY MIN(seq)',
    )
  }

  async unfinished(network?: string): Promise<readonly { readonly network: string; readonly deployment: string }[]> {
    const closing = closingTypes.map(() => '?').join(', ')
    const only = network === undefined ? '' : 'AND network = ?'
    const sql = `SELECT network, deployment FROM journal WHERE type = 'created' ${only} AND deployment NOT IN
      (SELECT deployment FROM journal WHERE type IN (${closing})) ORDER BY seq`
    return this.#database.read.query(sql, [...(network === undefined ? [] : [network]), ...closingTypes])
  }
}

async function checkFence(manager: EntityManager, network: string, token: number): Promise<void> {
  const rows: { token: number }[] = await manager.query('SELECT token FROM fences WHERE network = ?', [network])
  if (token < (rows[0]?.token ?? 0)) throw new Fenced(network, token)
}

async function insertEntry(manager: EntityManager, entry: JournalEntry): Promise<number> {
  const { network, deployment, version, token, actor, at, event } = entry
  // The driver answers an insert with the row's number.
  return manager.query(insert, [network, deployment, version, token, actor, at, event.type, JSON.stringify(event)])
}

const readRow = ({ seq, network, deployment, token, actor, at, event }: Row): JournalRecord => ({
  version: 1,
  seq,
  network,
  deployment,
  token,
  actor,
  at,
  event: JSON.parse(event) as JournalRecord['event'],
})
