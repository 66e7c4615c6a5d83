import { contentHash, type Clock, type Topology } from '@paranet/network'
import { revisionMoved } from '../http/precondition.js'
import { invalidField, notFound, ProblemError } from '../http/problem.js'
import { insertAudit } from '../store/audit-rows.js'
import type { Database } from '../store/database.js'
import type { NetworkRow } from '../store/entities.js'
import {
  findNetwork,
  insertNetwork,
  insertTopology,
  isIdTaken,
  isNameTaken,
  listNetworks,
  readTopology,
  updateNetwork,
} from '../store/network-rows.js'
import { removeRolesOn } from '../store/user-rows.js'
import { type LiveTopology, TopologyCache } from './topology-cache.js'

/** Hears what becomes of networks, once it is durable. */
export interface NetworkListener {
  /** The network is there, or its topology changed. */
  readonly onTopology: (network: string, topology: Topology) => Promise<void>
  readonly onDeleted: (network: string) => Promise<void>
}

/** Revision of an intent set without files. */
export const noIntents = contentHash([])

/** The networks that are managed, and their topologies. */
export class NetworkService {
  readonly live = new TopologyCache()
  readonly #database: Database
  readonly #clock: Clock
  readonly #listeners: NetworkListener[] = []
  #listed: { readonly version: number; readonly rows: readonly NetworkRow[] } | undefined

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  subscribe(listener: NetworkListener): void {
    this.#listeners.push(listener)
  }

  /** Reads all topologies into memory. */
  async start(): Promise<void> {
    for (const { id } of await this.list()) {
      const topology = await readTopology(this.#database.read, id)
      if (topology) this.live.set(id, topology)
    }
  }

  /** All networks, oldest first; from memory where nothing was written since they were read. */
  list(): readonly NetworkRow[] | Promise<readonly NetworkRow[]> {
    const { version } = this.#database
    return version !== undefined && this.#listed?.version === version ? this.#listed.rows : this.#list(version)
  }

  async #list(version: number | undefined): Promise<readonly NetworkRow[]> {
    const rows = await listNetworks(this.#database.read)
    if (version !== undefined && version === this.#database.version) this.#listed = { version, rows }
    return rows
  }

  /** A network by id or name; without one the first. Those that are not visible are not there. */
  choose(name?: string, isVisible: (row: NetworkRow) => boolean = () => true): NetworkRow | Promise<NetworkRow> {
    const listed = this.list()
    return listed instanceof Promise
      ? listed.then((all) => chosen(all, name, isVisible))
      : chosen(listed, name, isVisible)
  }

  async get(id: string): Promise<NetworkRow> {
    const found = await findNetwork(this.#database.read, id)
    if (!found) throw notFound(`network ${id}`)
    return found
  }

  /** For work in the background, under which a network may go at any time: undefined where it is gone, or about to. */
  async find(id: string): Promise<NetworkRow | undefined> {
    return (this.live.get(id) && (await findNetwork(this.#database.read, id))) ?? undefined
  }

  /** The present topology of a network. */
  topology(network: string): LiveTopology {
    const live = this.live.get(network)
    if (!live) throw notFound(`network ${network}`)
    return live
  }

  /** A new network with this topology. Its id is made from its name and never changes. */
  async create(name: string, topology: Topology, actor: string): Promise<NetworkRow> {
    const at = this.#clock.now()
    const row = await this.#database.write(async (manager) => {
      if (await isNameTaken(manager, name)) throw new ProblemError('already-exists', `a network is called ${name}`)
      const id = await freeId(name, (wished) => isIdTaken(manager, wished))
      const made: NetworkRow = {
        id,
        name,
        createdAt: at,
        deletedAt: null,
        topologyRevision: contentHash(topology),
        intentsRevision: noIntents,
        observedRevision: null,
        ranks: '[]',
        deployment: null,
      }
      await insertNetwork(manager, made)
      await insertTopology(manager, id, topology, { at, actor })
      await insertAudit(manager, { at, actor, network: id, action: 'network.create', after: id, detail: { name } })
      return made
    })
    await this.#changed(row.id, topology)
    return row
  }

  async rename(id: string, name: string, actor: string): Promise<NetworkRow> {
    await this.#database.write(async (manager) => {
      const found = await findNetwork(manager, id)
      if (!found) throw notFound(`network ${id}`)
      if (found.name === name) return
      if (await isNameTaken(manager, name)) throw invalidField('/name', 'is the name of another network')
      await updateNetwork(manager, id, { name })
      await insertAudit(manager, {
        at: this.#clock.now(),
        actor,
        network: id,
        action: 'network.rename',
        before: found.name,
        after: name,
      })
    })
    return this.get(id)
  }

  async delete(id: string, actor: string): Promise<void> {
    const at = this.#clock.now()
    await this.get(id)
    await this.#database.write(async (manager) => {
      await updateNetwork(manager, id, { deletedAt: at })
      await removeRolesOn(manager, id)
      await insertAudit(manager, { at, actor, network: id, action: 'network.delete', before: id })
    })
    this.live.delete(id)
    for (const { onDeleted } of this.#listeners) await onDeleted(id)
  }

  /** A new revision of the topology. `expected`: the revision that it was made from; if another came first nothing is written. */
  async setTopology(network: string, topology: Topology, expected: string, actor: string): Promise<LiveTopology> {
    const at = this.#clock.now()
    await this.#database.write(async (manager) => {
      const row = await findNetwork(manager, network)
      if (!row) throw notFound(`network ${network}`)
      if (row.topologyRevision !== expected) throw revisionMoved('topology', expected, row.topologyRevision)
      const after = await insertTopology(manager, network, topology, { at, actor })
      await insertAudit(manager, { at, actor, network, action: 'topology.change', before: expected, after })
    })
    return this.#changed(network, topology)
  }

  async #changed(network: string, topology: Topology): Promise<LiveTopology> {
    const live = this.live.set(network, topology)
    for (const { onTopology } of this.#listeners) await onTopology(network, topology)
    return live
  }
}

function chosen(
  rows: readonly NetworkRow[],
  name: string | undefined,
  isVisible: (row: NetworkRow) => boolean,
): NetworkRow {
  const all = rows.filter(isVisible)
  const found =
    name === undefined ? all[0] : (all.find(({ id }) => id === name) ?? all.find((one) => one.name === name))
  if (!found) throw notFound(name === undefined ? 'network: create one first' : `network ${name}`)
  return found
}

/** `Main site` → `main-site`, with a number where that was taken before. */
async function freeId(name: string, isTaken: (id: string) => Promise<boolean>): Promise<string> {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  const base = plain.replaceAll(/^-+|-+$/g, '').slice(0, 40) || 'network'
  if (!(await isTaken(base))) return base
  let n = 2
  while (await isTaken(`${base}-${n}`)) n++
  return `${base}-${n}`
}
