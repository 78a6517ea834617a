// Loaded into Lighthouse by lighthouse.py. Lighthouse gives each question to the browser 30 s and asks thousands at once (which
// listeners every link and everything around it has, for the audits link-text and crawlable-anchors): with the links of a long text
// on a busy machine that is too short, and the whole run fails. Here each question has ten minutes. Nothing else is changed.
import { realpathSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const program = process.argv[1] ? pathToFileURL(realpathSync(process.argv[1])) : null
if (program && /\/lighthouse\/cli\/index\.js$/.test(program.pathname)) {
  const { ProtocolSession } = await import(new URL('../core/gather/session.js', program))
  const asked = ProtocolSession.prototype.getNextProtocolTimeout
  ProtocolSession.prototype.getNextProtocolTimeout = function () { return this.hasNextProtocolTimeout() ? asked.call(this) : 600_000 }
}
