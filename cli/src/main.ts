import { Argument, Command, CommanderError, Option } from 'commander'
import { CliError, exitCodes } from './errors.js'
import { colour, type Output } from './output/console-output.js'
import type { ServerOptions } from './api-client.js'
import { addTokenCommands, addUserCommands } from './rights-commands.js'

interface GlobalOptions extends ServerOptions {
  readonly json?: boolean
  readonly stats?: boolean
}

/** Runs one `paranet` command and sets the process's exit code. What a command needs is loaded when it runs. */
export async function main(args: readonly string[]): Promise<void> {
  process.stdout.on('error', endWithReader)
  const program = makeProgram()
  try {
    await program.parseAsync([...args], { from: 'user' })
  } catch (error) {
    process.exitCode = report(error, args.includes('--json'))
  }
}

/** Whoever reads the output has had enough (`paranet … | head`): that is no mistake of ours. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit(process.exitCode ?? exitCodes.ok)
}

function report(error: unknown, isJson: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  if (!(error instanceof CliError)) throw error
  process.stderr.write(
    `${colour.red('error')} ${error.message}\n${error.hint === undefined ? '' : `${colour.dim(`  ${error.hint}`)}\n`}`,
  )
  if (isJson)
    process.stdout.write(
      `${JSON.stringify({ ok: false, error: error.message, ...(error.problem ? { problem: error.problem } : {}) }, null, 2)}\n`,
    )
  return error.exitCode
}

function makeProgram(): Command {
  const program = new Command('paranet')
    .description('Says what the network must do, proves it, deploys it as one transaction, keeps it true')
    .version('0.1.0')
    .option('--json', 'print exactly one JSON document')
    .option('--stats', 'with --json: add timings')
    .option('--server <url>', 'the ParaNet server (default: PARANET_SERVER, the stored login, http://127.0.0.1:8080)')
    .option('--network <id>', 'the network to speak of, where the server has several')
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(`paranet help COMMAND` lists its options)')
  const context = () => {
    const options = program.opts<GlobalOptions>()
    const output: Output = { isJson: options.json === true, withStats: options.stats === true }
    const server: ServerOptions = { server: options.server, network: options.network }
    return { output, server }
  }
  /** An action that ends with an exit code. */
  const ends = (action: Promise<number>) => action.then((code) => void (process.exitCode = code))

  program
    .command('serve')
    .description('the whole control plane in one process, console included')
    .addOption(new Option('--port <n>', 'TCP port; 0 picks a free one').default('8080'))
    .addOption(new Option('--host <address>', 'address to listen on').default('127.0.0.1'))
    .option('--data <dir>', 'where everything is kept (default: .paranet/data)')
    .option('--demo', 'on first start, make the campus example and deploy it')
    .option('--emulator <socket>', 'use the emulator that listens on this socket instead of one of our own')
    .action(async (options) => {
      const { serve } = await import('./commands/serve.js')
      await serve(options, context().output)
    })
  program
    .command('emulator')
    .description('emulated devices as a process of their own')
    .requiredOption('--socket <path>', 'the Unix socket to listen on')
    .requiredOption('--data <dir>', 'where devices keep their state')
    .action(async (options) => {
      const { emulator } = await import('./commands/emulator.js')
      await emulator(options)
    })
  const offline = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .argument('<file...>', 'files with the network and its intents')
      .option('--topology <file>', 'the network: .pn, GraphML, node-link JSON or JSON')
  offline('compile', 'artifacts per device')
    .option('--target <kind>', 'all devices for this target, whatever theirs is')
    .option('--out <dir>', 'write the files that each device loads')
    .option('--fixes', 'also what would mend each diagnostic, written down and compiled again')
    .option('--at <time>', 'for the intents that are active then; default: now')
    .action(async (files: string[], options) => {
      const { compileFiles } = await import('./commands/compile.js')
      await ends(compileFiles(files, options, context().output))
    })
  offline('verify', 'a verdict per intent, with counterexamples')
    .option('--state <dir>', 'prove what these device states do, instead of what would be compiled')
    .option('--failures <k>', 'also under every failure of up to k links')
    .option('--resilience', 'also how many failures each intent survives, what breaks it alone, and how tight it gets')
    .option('--coverage', 'also which entries, links and devices the intents use, and which they do not')
    .option('--certificate <file>', 'also write what other code can check the verdicts by')
    .option('--check <file>', 'check the verdicts of such a file, and prove nothing')
    .option('--verbose', 'also what holds')
    .option('--at <time>', 'only the intents that are active then; default: now, and every other set of the week')
    .action(async (files: string[], options) => {
      const { verifyFiles } = await import('./commands/verify.js')
      await ends(verifyFiles(files, options, context().output))
    })
  program
    .command('diff')
    .description(
      'which traffic two states deliver otherwise: lost, gained, moved, with a packet each; exit code 1 where any',
    )
    .argument('<before>', 'a folder of device states, as `compile --out` writes it')
    .argument('<after>', 'another')
    .argument('<file...>', 'the network, and intents that own the entries')
    .option('--topology <file>', 'the network, where the files hold none')
    .option('--down <names>', 'links and nodes that are down in both, such as a--b,r3')
    .option('--failures <kinds>', 'also in each single failure: link, core-link, node, risk; several with commas')
    .option('--verbose', 'all classes that are listed')
    .action(async (before: string, after: string, files: string[], options) => {
      const { diffStates } = await import('./commands/diff.js')
      await ends(diffStates(before, after, files, options, context().output))
    })
  program
    .command('translate')
    .description('plain words to intents, read back; what is not clear is asked')
    .argument('<words...>')
    .option('--topology <file>', 'the network that the words speak of')
    .action(async (words: string[], options) => {
      const { translateWords } = await import('./commands/translate.js')
      await ends(translateWords(words, options, context().output))
    })
  program
    .command('format')
    .description('one way to write it')
    .argument('<file...>')
    .option('--check', 'change nothing; exit 1 where a file is not formatted')
    .action(async (files: string[], options) => {
      const { formatFiles } = await import('./commands/format.js')
      await ends(formatFiles(files, options, context().output))
    })
  program
    .command('lsp')
    .description('a language server for one editor (docs/editors.md)')
    .option('--stdio', 'on standard input and output, which is the default and the only way')
    .action(async () => {
      const { serveLanguage } = await import('./commands/lsp.js')
      await ends(serveLanguage())
    })
  const formats = ['pn', 'json', 'graphml', 'node-link', 'rfc8345', 'containerlab', 'netbox', 'csv']
  program
    .command('import')
    .description('a topology of another format as text in the language')
    .addArgument(new Argument('<format>', 'what it is written in').choices(['auto', ...formats, 'sndlib']))
    .argument('<file>', 'or the https:// address of a NetBox, whose token is in NETBOX_TOKEN')
    .option('--out <file>', 'write it there instead of printing it')
    .action(async (format, file: string, options) => {
      const { importFile } = await import('./commands/topology-formats.js')
      await ends(importFile(format, file, options, context().output))
    })
  program
    .command('export')
    .description('a topology in another format: of a file, or of the server')
    .addArgument(new Argument('<format>', 'what to write').choices(formats))
    .argument('[file]', 'a topology of any format')
    .option('--out <file>', 'write it there instead of printing it')
    .action(async (format, file: string | undefined, options) => {
      const { exportFile } = await import('./commands/topology-formats.js')
      await ends(exportFile(format, file, options, context().output, context().server))
    })
  program
    .command('plan')
    .description('against the server: difference, proof, blast radius, and the id that apply takes')
    .argument('<file...>')
    .option('--replace', 'the files are the whole intent set; others go')
    .addOption(new Option('--report <format>', 'print a report instead').choices(['markdown', 'junit', 'sarif']))
    .option('--verbose', 'every verdict and entry')
    .option('--at <time>', 'for the intents that are active then; default: now')
    .option('--reoptimise', 'place everything afresh, whoever was admitted first')
    .option('--certificate <file>', 'also write what other code can check the verdicts by')
    .action(async (files: string[], options) => {
      const { plan } = await import('./commands/plan.js')
      await ends(plan(files, options, context().output, context().server))
    })
  program
    .command('apply')
    .description('deploys a plan, or files')
    .argument('<plan-or-file...>')
    .option('--prune', 'the files are the whole intent set; others go')
    .option('--confirm-within <time>', 'devices undo by themselves if the controller is gone this long, e.g. 120s')
    .option('--wait', 'follow until it ends (the default; kept for scripts)')
    .option('--no-wait', 'return as soon as it is queued')
    .action(async (args: string[], options) => {
      const { apply } = await import('./commands/apply.js')
      await ends(apply(args, options, context().output, context().server))
    })
  program
    .command('rollback')
    .description('back to what was before a deployment, as a new proved plan')
    .argument('<deployment>')
    .option('--only <intent>', 'take back this intent alone')
    .option('--force', 'even if it newly violates something')
    .option('--reason <text>')
    .action(async (deployment: string, options) => {
      const { rollback } = await import('./commands/apply.js')
      await ends(rollback(deployment, options, context().output, context().server))
    })
  program
    .command('status')
    .description('the network, its deployment and its alerts; or one deployment')
    .argument('[deployment]')
    .action(async (deployment: string | undefined) => {
      const { status } = await import('./commands/status.js')
      await ends(status(deployment, context().output, context().server))
    })
  program
    .command('drift')
    .description('what devices run against what they should; exit 1 where they differ')
    .action(async () => {
      const { drift } = await import('./commands/status.js')
      await ends(drift(context().output, context().server))
    })
  program
    .command('why')
    .description('why an entry is on a device, or an intent is realised as it is')
    .argument('<device-or-intent>')
    .argument(
      '[entry-and-files...]',
      'the key of the entry, as differences and traces show it; then files, to ask without a server',
    )
    .option('--plan <id>', 'of this plan instead of what is deployed')
    .option('--topology <file>', 'with files: the network, where they hold none')
    .action(async (subject: string, rest: string[], options) => {
      const { why } = await import('./commands/why.js')
      await ends(why(subject, rest, options, context().output, context().server))
    })
  program
    .command('why-not')
    .description('why an intent cannot be compiled: what stands against it, and what could be asked for instead')
    .argument('<intent>', 'its name; several with commas between them')
    .argument('[file...]', 'files with the network and its intents, to ask without a server')
    .option('--topology <file>', 'the network, where the files hold none')
    .action(async (names: string, files: string[], options) => {
      const { explainWhyNot } = await import('./commands/why-not.js')
      await ends(explainWhyNot(names, files, options, context().output, context().server))
    })
  program
    .command('watch')
    .description('follow telemetry, alerts, or one deployment')
    .argument('<channel>', 'telemetry, alerts or deploy')
    .argument('[id]', 'of the deployment')
    .option('--count <n>', 'stop after n frames')
    .action(async (channel: string, id: string | undefined, options) => {
      const { watch } = await import('./commands/watch.js')
      await ends(watch(channel, id, options, context().output, context().server))
    })
  program
    .command('trace')
    .description('the way that a packet takes, an Interest in named content, or a packet to a place')
    .argument('<from>', 'a node, prefix or address')
    .argument(
      '<to>',
      'a node, prefix or address, a name such as /ndn/video, or an area such as "circle(59.91, 10.75, 5km)"',
    )
    .option('--tcp <port>')
    .option('--udp <port>')
    .option('--icmp')
    .option('--place', 'by the place of the node and not by its address')
    .argument('[file...]', 'files with the network and its intents, to ask without a server')
    .option('--src-port <port>')
    .option('--class', 'all packets that are meant: the tree of what can happen to them')
    .option('--established', 'with --class: answers instead of packets that open')
    .option('--topology <file>', 'with files: the network, where they hold none')
    .option('--state <folder>', 'with files: what the devices run, as `compile --out` writes it')
    .option('--down <names>', 'with files or --class: links and nodes that are taken to be down, such as a--b,r3')
    .option('--at <time>', 'with files: the intents that are active then (default: now)')
    .action(async (from: string, to: string, files: string[], options) => {
      const { trace } = await import('./commands/trace.js')
      await ends(trace(from, to, files, options, context().output, context().server))
    })
  program
    .command('fault')
    .description(
      'break and mend: `fault link a--b down|up|delay|loss|flap`, `fault node r3 down|up|slow|…`, `fault list`, `fault clear` (emulated networks)',
    )
    .argument('<words...>')
    .allowUnknownOption()
    .action(async (words: string[]) => {
      const { fault } = await import('./commands/fault.js')
      await ends(fault(words, context().output, context().server))
    })
  const scenario = program.command('scenario').description('fault stories: a network is deployed, broken and mended')
  scenario
    .command('run')
    .description(
      'plays stories, in a server of their own or on the one that --server names; exit 1 where one goes otherwise',
    )
    .argument('<file...>', 'scenario files (JSON)')
    .addOption(new Option('--report <format>', 'print a report instead').choices(['junit']))
    .option('--keep', 'on a server: the network that the story makes stays')
    .action(async (files: string[], options) => {
      const { runScenarios } = await import('./commands/scenario.js')
      await ends(runScenarios(files, options, context().output, context().server))
    })
  scenario.exitOverride()
  for (const command of scenario.commands) command.exitOverride()
  program
    .command('login')
    .description('store a login for this server')
    .argument('[username]', 'default: admin')
    .option('--password-stdin', 'read the password from standard input')
    .action(async (username: string | undefined, options) => {
      const { login } = await import('./commands/login.js')
      await ends(login(username ?? 'admin', options, context().output, context().server))
    })
  program
    .command('bench')
    .description(
      'measure: walking, compile, deploy, start, telemetry, api, fanout, translate, paths, failures, te, filters, ternary, verifier, order, language',
    )
    .argument('<name>', 'which benchmark')
    .option('--topology <file>', 'network to measure on')
    .option('--nodes <n>', 'paths, te, conflicts, compile: how many nodes a seeded network has, without --topology')
    .option('--intents <n>', 'how many seeded intents')
    .option('--sentences <file>', 'translate: sentences and the intents that they mean, separated by a tab')
    .option('--trace <file>', 'verifier: rules and their changes, as a .trace')
    .option('--seed <n>', 'seed', '1')
    .option('--clients <n>', 'api, fanout: how many at once')
    .option('--hz <n>', 'fanout: samples in a second')
    .option('--seconds <n>', 'api, fanout: how long')
    .option('--k <n>', 'paths: how many to a pair; failures: how many links at once')
    .option('--installed', 'failures: by local failover of installed routes')
    .option(
      '--rules <file-or-n>',
      'filters: a list in the format of ClassBench; ternary: a network of rules; deploy, order: how many entries in all',
    )
    .option('--devices <n>', 'deploy, order: how many')
    .option('--series <n>', 'telemetry: how many')
    .action(async (name: string, options) => {
      const { bench } = await import('./commands/bench.js')
      await ends(bench(name, options, context().output))
    })
  addTokenCommands(program, { context, ends })
  addUserCommands(program, { context, ends })
  for (const command of program.commands) for (const one of [command, ...command.commands]) one.exitOverride()
  return program
}
