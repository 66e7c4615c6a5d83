import type { Clock, Ids } from '@paranet/network'
import type { ThresholdRule, ThresholdRules } from '@paranet/orchestrator'
import { notFound, ProblemError } from '../http/problem.js'
import { insertAudit } from '../store/audit-rows.js'
import type { Database } from '../store/database.js'
import type { AlertRuleRow } from '../store/entities.js'
import { findRule, insertRule, readRules, removeRule, removeRulesOf, updateRule } from '../store/rule-rows.js'

/** Rules that one network may have. */
const mostRules = 200

export type RuleInput = Omit<ThresholdRule, 'id'>

export interface RulePorts {
  readonly database: Database
  readonly clock: Clock
  readonly ids: Ids
  readonly thresholds: ThresholdRules
}

/** The threshold rules of each network: stored, and in force. */
export class RuleService {
  readonly #ports: RulePorts
  readonly #known = new Map<string, readonly ThresholdRule[]>()

  constructor(ports: RulePorts) {
    this.#ports = ports
  }

  /** Puts the stored rules of a network in force. */
  async start(network: string): Promise<void> {
    await this.list(network)
  }

  async list(network: string): Promise<readonly ThresholdRule[]> {
    const known = this.#known.get(network)
    return known ?? this.#reload(network)
  }

  async get(network: string, id: string): Promise<ThresholdRule> {
    const rule = (await this.list(network)).find((one) => one.id === id)
    if (!rule) throw notFound(`rule ${id}`)
    return rule
  }

  async add(network: string, input: RuleInput, actor: string): Promise<ThresholdRule> {
    const { database, clock, ids } = this.#ports
    const rules = await this.list(network)
    if (rules.length >= mostRules) throw new ProblemError('wrong-status', `a network has ${mostRules} rules at most`)
    const id = ids.id('rule')
    const at = clock.now()
    await database.write(async (manager) => {
      await insertRule(manager, { id, network, createdAt: at, ...rowPart(input, actor) })
      await insertAudit(manager, { at, actor, network, action: 'rule.add', after: id, detail: { name: input.name } })
    })
    await this.#reload(network)
    return { id, ...input }
  }

  async change(network: string, id: string, input: RuleInput, actor: string): Promise<ThresholdRule> {
    const { database, clock } = this.#ports
    await database.write(async (manager) => {
      if (!(await findRule(manager, network, id))) throw notFound(`rule ${id}`)
      await updateRule(manager, id, rowPart(input, actor))
      const detail = { id, name: input.name }
      await insertAudit(manager, { at: clock.now(), actor, network, action: 'rule.change', after: id, detail })
    })
    await this.#reload(network)
    return { id, ...input }
  }

  async remove(network: string, id: string, actor: string): Promise<void> {
    const { database, clock } = this.#ports
    await database.write(async (manager) => {
      if (!(await findRule(manager, network, id))) throw notFound(`rule ${id}`)
      await removeRule(manager, id)
      await insertAudit(manager, { at: clock.now(), actor, network, action: 'rule.remove', before: id, detail: { id } })
    })
    await this.#reload(network)
  }

  /** The network is gone. */
  async forget(network: string): Promise<void> {
    const { database, thresholds } = this.#ports
    this.#known.delete(network)
    thresholds.forget(network)
    await database.write((manager) => removeRulesOf(manager, network))
  }

  /** Rules that are the same stay the same objects, so that what they were about to say is not forgotten. */
  async #reload(network: string): Promise<readonly ThresholdRule[]> {
    const { database, thresholds } = this.#ports
    const before = new Map(this.#known.get(network)?.map((rule) => [rule.id, rule]))
    const read = await readRules(database.read, network)
    const rules = read.map((rule) => {
      const known = before.get(rule.id)
      return known && JSON.stringify(known) === JSON.stringify(rule) ? known : rule
    })
    this.#known.set(network, rules)
    thresholds.set(network, rules)
    return rules
  }
}

const rowPart = ({ name, ...rest }: RuleInput, actor: string): Pick<AlertRuleRow, 'name' | 'content' | 'actor'> => ({
  name,
  content: JSON.stringify(rest),
  actor,
})
