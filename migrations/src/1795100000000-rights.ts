import type { MigrationInterface, QueryRunner } from 'typeorm'
import { addColumns, makeTable } from './make-table.js'

const auditColumns = ['actorId', 'token', 'before', 'after', 'requestId', 'address', 'outcome']

/** Roles on single networks, API tokens, the epoch of each user's access tokens, locks, and all that an audit entry says.
 *  Down: users have their one role on every network again, and API tokens are gone; nothing that was there before is lost. */
export class Rights1795100000000 implements MigrationInterface {
  readonly name = 'Rights1795100000000'

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, 'users', { epoch: 'integer', lockedUntil: 'integer?' }, { epoch: '0' })
    await makeTable(runner, 'network_roles', { user: 'text!', network: 'text!', role: 'text' }, [['network']])
    await makeTable(
      runner,
      'api_tokens',
      {
        id: 'text!',
        user: 'text',
        name: 'text',
        hash: 'text',
        hint: 'text',
        scopes: 'text',
        networks: 'text?',
        createdAt: 'integer',
        expiresAt: 'integer',
        lastUsedAt: 'integer?',
      },
      [['user', 'name']],
    )
    await addColumns(
      runner,
      'audit',
      {
        actorId: 'text?',
        token: 'text?',
        before: 'text?',
        after: 'text?',
        requestId: 'text?',
        address: 'text?',
        outcome: 'text',
      },
      { outcome: "'done'" },
    )
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('audit', auditColumns)
    await runner.dropTable('api_tokens')
    await runner.dropTable('network_roles')
    await runner.dropColumns('users', ['epoch', 'lockedUntil'])
  }
}
