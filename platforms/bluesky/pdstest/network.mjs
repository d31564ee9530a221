// Runs a Bluesky network on this PC with the network's own programs: directory of
// accounts (PLC), the accounts' server (PDS) and the AppView, which needs
// PostgreSQL and Redis. It says READY and its addresses in one line, and ends when
// its standard input does, so nothing is left when a test is killed.
//
// Settings, all from the environment: MODULES (the folder that has node_modules),
// PLC_PORT, PDS_PORT, VIEW_PORT, OZONE_PORT; DB_POSTGRES_URL and REDIS_HOST are
// read by the programs themselves.
import { createRequire } from 'node:module'
import { Server } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

// The programs listen on every address of the machine. Tests are nobody else's
// business, so each listener is put on the loopback.
const { listen } = Server.prototype
Server.prototype.listen = function onLoopback(where, ...more) {
  const ready = [where, ...more].find((argument) => typeof argument === 'function')
  const options = where !== null && typeof where === 'object' ? { ...where } : { port: Number(where) || 0 }
  return Reflect.apply(listen, this, [{ ...options, host: '127.0.0.1' }, ready].filter(Boolean))
}

const port = (name) => ({ port: Number(process.env[name]) })
const load = createRequire(join(process.env.MODULES, 'node_modules', 'here.js'))
const { TestNetwork } = await import(pathToFileURL(load.resolve('@atproto/dev-env')))

const network = await TestNetwork.create({
  dbPostgresSchema: 'network',
  plc: port('PLC_PORT'),
  pds: { ...port('PDS_PORT'), hostname: 'localhost', enableDidDocWithSession: true },
  bsky: port('VIEW_PORT'),
  ozone: port('OZONE_PORT'),
})
console.log('READY ' + JSON.stringify({ pds: network.pds.url, view: network.bsky.url, plc: network.plc.url }))

process.stdin.resume()
process.stdin.on('end', async () => {
  await network.close().catch(() => {})
  process.exit(0)
})
