import { run } from './commands.js'

let made = 0

/** A network namespace with interfaces of these names, as long as it is used: `dup` of nftables takes only interfaces that there are. */
export class Interfaces {
  readonly namespace = `pni${process.pid.toString(36)}${(made++).toString(36)}`

  constructor(names: Iterable<string>) {
    run('ip', ['netns', 'add', this.namespace])
    for (const [i, name] of [...new Set(names)].filter((one) => one !== 'lo').entries())
      run('ip', ['-n', this.namespace, 'link', 'add', 'name', name, 'type', 'veth', 'peer', 'name', `peer${i}`])
  }

  /** A command in the namespace. */
  command(...command: string[]): readonly [string, readonly string[]] {
    return ['ip', ['netns', 'exec', this.namespace, ...command]]
  }

  [Symbol.dispose](): void {
    run('ip', ['netns', 'del', this.namespace])
  }
}
