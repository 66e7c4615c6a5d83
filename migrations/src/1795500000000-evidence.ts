import type { MigrationInterface, QueryRunner } from 'typeorm'
import { makeTable } from './make-table.js'

/** The evidence for the verdicts of plans. */
export class Evidence1795500000000 implements MigrationInterface {
  readonly name = 'Evidence1795500000000'

  async up(runner: QueryRunner): Promise<void> {
    const columns = { plan: 'text!', network: 'text', summary: 'text', certificate: 'text' } as const
    await makeTable(runner, 'evidence', columns, [['network']])
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('evidence')
  }
}
