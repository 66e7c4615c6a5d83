import type { MigrationInterface, QueryRunner } from 'typeorm'
import { addColumns } from './make-table.js'

/** Names that intents had, with the set that came with the new ones. */
export class RenamedIntents1795400000000 implements MigrationInterface {
  readonly name = 'RenamedIntents1795400000000'

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, 'intent_sets', { renamed: 'text?' })
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('intent_sets', 'renamed')
  }
}
