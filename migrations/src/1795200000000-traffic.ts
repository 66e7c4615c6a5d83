import type { MigrationInterface, QueryRunner } from 'typeorm'
import { makeTable } from './make-table.js'

/** The demand matrix of a network, where it has one. */
export class Traffic1795200000000 implements MigrationInterface {
  readonly name = 'Traffic1795200000000'

  async up(runner: QueryRunner): Promise<void> {
    await makeTable(runner, 'traffic', { network: 'text!', at: 'integer', actor: 'text', content: 'text' })
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('traffic')
  }
}
