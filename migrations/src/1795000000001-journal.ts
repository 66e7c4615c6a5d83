import type { MigrationInterface, QueryRunner } from 'typeorm'
import { makeTable } from './make-table.js'

/** The journal of deployments, in a database of its own, and the fence of each network. */
export class Journal1795000000001 implements MigrationInterface {
  readonly name = 'Journal1795000000001'

  async up(runner: QueryRunner): Promise<void> {
    await makeTable(
      runner,
      'journal',
      {
        seq: 'id',
        network: 'text',
        deployment: 'text',
        version: 'integer',
        token: 'integer',
        actor: 'text',
        at: 'integer',
        type: 'text',
        event: 'text',
      },
      [['deployment', 'seq'], ['network', 'type'], ['type']],
    )
    await makeTable(runner, 'fences', { network: 'text!', token: 'integer' })
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('fences')
    await runner.dropTable('journal')
  }
}
