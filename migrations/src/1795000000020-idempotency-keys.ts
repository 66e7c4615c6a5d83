import type { MigrationInterface, QueryRunner } from 'typeorm'
import { makeTable } from './make-table.js'

/** Requests that users gave a key, and what they were answered. */
export class IdempotencyKeys1795000000020 implements MigrationInterface {
  readonly name = 'IdempotencyKeys1795000000020'

  async up(runner: QueryRunner): Promise<void> {
    await makeTable(
      runner,
      'idempotency_keys',
      { actor: 'text!', name: 'text!', hash: 'text', at: 'integer', expiresAt: 'integer', answer: 'text?' },
      [['expiresAt']],
    )
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('idempotency_keys')
  }
}
