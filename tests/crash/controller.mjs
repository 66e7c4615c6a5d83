// The server as the crash tests run it: like `paranet serve`, and it kills itself, the emulator or both with SIGKILL right after the n-th
// journal record of a deployment is on the disk.
import { startServer } from '@paranet/backend'

const { DATA, SOCKET, KILL_AFTER, VICTIM, EMULATOR_PID, PARANET_ADMIN_PASSWORD } = process.env
let records = 0
const server = await startServer({
  port: 0,
  host: '127.0.0.1',
  dataDir: DATA,
  emulatorSocket: SOCKET,
  adminPassword: PARANET_ADMIN_PASSWORD,
  onJournalRecord: () => {
    records++
    if (records !== Number(KILL_AFTER)) return
    if (VICTIM !== 'controller') process.kill(Number(EMULATOR_PID), 'SIGKILL')
    if (VICTIM !== 'emulator') process.kill(process.pid, 'SIGKILL')
  },
})
console.log(`ready at ${server.url}`)
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)))
