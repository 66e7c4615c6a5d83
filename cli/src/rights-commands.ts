import { type Command, Option } from 'commander'
import type { ServerOptions } from './api-client.js'
import type { Output } from './output/console-output.js'

/** What every command is given. */
export interface CommandContext {
  /** The options that stand before the command. */
  readonly context: () => { readonly output: Output; readonly server: ServerOptions }
  /** Sets the exit code that an action ends with. */
  readonly ends: (action: Promise<number>) => Promise<void>
}

const roles = ['none', 'viewer', 'operator', 'admin']
const scopes = ['read', 'plan', 'deploy', 'topology', 'faults', 'monitor', 'admin']
const fromStdin = ['--password-stdin', 'read the password from standard input'] as const

/** `token create|list|revoke` */
export function addTokenCommands(program: Command, { context, ends }: CommandContext): void {
  const token = program.command('token').description('API tokens for CI: create, list, revoke')
  token
    .command('create')
    .description('a token that PARANET_TOKEN takes; its secret is shown once')
    .argument('<name>')
    .addOption(new Option('--scope <scope...>', 'what it is for').choices(scopes).makeOptionMandatory())
    .option('--on <network...>', 'only for these networks')
    .option('--days <n>', 'how long it is good (default: 90)')
    .action(async (name: string, options) => {
      const { createToken } = await import('./commands/token.js')
      await ends(createToken(name, options, context().output, context().server))
    })
  token
    .command('list')
    .description('your tokens')
    .option('--user <name>', 'those of someone else, for administrators')
    .action(async (options) => {
      const { listTokens } = await import('./commands/token.js')
      await ends(listTokens(options, context().output, context().server))
    })
  token
    .command('revoke')
    .description('ends a token at once')
    .argument('<name-or-id>')
    .action(async (which: string) => {
      const { revokeToken } = await import('./commands/token.js')
      await ends(revokeToken(which, context().output, context().server))
    })
}

/** `user list|create|delete|role|password|unlock` */
export function addUserCommands(program: Command, { context, ends }: CommandContext): void {
  const user = program.command('user').description('who may log in: list, create, delete, role, password, unlock')
  user
    .command('list')
    .description('everyone, with their roles')
    .action(async () => {
      const { listUsers } = await import('./commands/user.js')
      await ends(listUsers(context().output, context().server))
    })
  user
    .command('create')
    .argument('<name>')
    .addOption(new Option('--role <role>', 'on every network without another').choices(roles).default('viewer'))
    .option(...fromStdin)
    .action(async (name: string, options) => {
      const { createUser } = await import('./commands/user.js')
      await ends(createUser(name, options, context().output, context().server))
    })
  user
    .command('delete')
    .argument('<name>')
    .action(async (name: string) => {
      const { deleteUser } = await import('./commands/user.js')
      await ends(deleteUser(name, context().output, context().server))
    })
  user
    .command('role')
    .description(`${roles.join(', ')}; \`default\` with --on takes a network's own role back`)
    .argument('<name>')
    .argument('<role>')
    .option('--on <network>', 'only there')
    .action(async (name: string, role: string, options) => {
      const { setRole } = await import('./commands/user.js')
      await ends(setRole(name, role, options, context().output, context().server))
    })
  user
    .command('password')
    .description('your own, or as an administrator someone else’s')
    .argument('[name]')
    .option(...fromStdin)
    .action(async (name: string | undefined, options) => {
      const { setPassword } = await import('./commands/user.js')
      await ends(setPassword(name, options, context().output, context().server))
    })
  user
    .command('unlock')
    .description('someone who failed to log in too often may try again')
    .argument('<name>')
    .action(async (name: string) => {
      const { unlockUser } = await import('./commands/user.js')
      await ends(unlockUser(name, context().output, context().server))
    })
}
