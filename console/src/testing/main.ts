import { FixtureServer } from './fixture-server.js'

const fixture = await FixtureServer.start(Number(process.argv[2] ?? 8081))
process.stdout.write(`${fixture.url}  (password: fixture)\n`)
