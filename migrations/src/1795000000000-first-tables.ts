import type { MigrationInterface, QueryRunner } from 'typeorm'
import { makeTable } from './make-table.js'

/** Users, networks and their histories, plans, deployments, alerts and the audit trail. Times are ms since 1970. */
export class FirstTables1795000000000 implements MigrationInterface {
  readonly name = 'FirstTables1795000000000'

  async up(runner: QueryRunner): Promise<void> {
    await makeTable(
      runner,
      'users',
      { id: 'text!', name: 'text', password: 'text', role: 'text', createdAt: 'integer' },
      [['name']],
    )
    await makeTable(
      runner,
      'refresh_tokens',
      {
        hash: 'text!',
        family: 'text',
        user: 'text',
        createdAt: 'integer',
        expiresAt: 'integer',
        usedAt: 'integer?',
        revokedAt: 'integer?',
      },
      [['family'], ['expiresAt']],
    )
    await makeTable(runner, 'networks', {
      id: 'text!',
      name: 'text',
      createdAt: 'integer',
      deletedAt: 'integer?',
      topologyRevision: 'text',
      intentsRevision: 'text',
      observedRevision: 'text?',
      ranks: 'text',
      deployment: 'text?',
    })
    // Texts and states by their content hash, so that histories share them.
    await makeTable(runner, 'contents', { hash: 'text!', content: 'text' })
    await makeTable(
      runner,
      'topologies',
      { seq: 'id', network: 'text', revision: 'text', at: 'integer', actor: 'text', content: 'text' },
      [['network', 'seq']],
    )
    await makeTable(runner, 'intent_files', {
      network: 'text!',
      name: 'text!',
      revision: 'text',
      text: 'text',
      updatedAt: 'integer',
    })
    await makeTable(
      runner,
      'intent_sets',
      {
        seq: 'id',
        network: 'text',
        revision: 'text',
        at: 'integer',
        actor: 'text',
        files: 'text',
        deployment: 'text?',
      },
      [['network', 'revision']],
    )
    await makeTable(
      runner,
      'plans',
      {
        id: 'text!',
        network: 'text',
        at: 'integer',
        actor: 'text',
        baseTopology: 'text',
        baseIntents: 'text',
        isOk: 'integer',
        summary: 'text',
        content: 'text',
      },
      [['network', 'at']],
    )
    await makeTable(
      runner,
      'deployments',
      {
        id: 'text!',
        network: 'text',
        plan: 'text',
        status: 'text',
        seq: 'integer',
        createdAt: 'integer',
        actor: 'text',
        intentsBefore: 'text',
        isApplied: 'integer',
        content: 'text',
      },
      [['network', 'createdAt']],
    )
    await makeTable(
      runner,
      'states',
      {
        seq: 'id',
        network: 'text',
        kind: 'text',
        revision: 'text',
        at: 'integer',
        deployment: 'text?',
        devices: 'text',
      },
      [['network', 'kind', 'seq']],
    )
    await makeTable(
      runner,
      'alerts',
      {
        id: 'text!',
        network: 'text',
        severity: 'text',
        code: 'text',
        subject: 'text',
        message: 'text',
        raisedAt: 'integer',
        resolvedAt: 'integer?',
        acknowledgedAt: 'integer?',
        acknowledgedBy: 'text?',
      },
      [['network', 'raisedAt']],
    )
    await makeTable(
      runner,
      'audit',
      { seq: 'id', at: 'integer', actor: 'text', network: 'text?', action: 'text', detail: 'text' },
      [['network', 'seq']],
    )
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = ['audit', 'alerts', 'states', 'deployments', 'plans', 'intent_sets', 'intent_files', 'topologies']
    for (const table of [...tables, 'contents', 'networks', 'refresh_tokens', 'users']) await runner.dropTable(table)
  }
}
