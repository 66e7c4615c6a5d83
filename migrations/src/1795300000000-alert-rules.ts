import type { MigrationInterface, QueryRunner } from 'typeorm'
import { makeTable } from './make-table.js'

/** Threshold rules of each network. */
export class AlertRules1795300000000 implements MigrationInterface {
  readonly name = 'AlertRules1795300000000'

  async up(runner: QueryRunner): Promise<void> {
    await makeTable(
      runner,
      'alert_rules',
      { id: 'text!', network: 'text', name: 'text', createdAt: 'integer', actor: 'text', content: 'text' },
      [['network']],
    )
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('alert_rules')
  }
}
