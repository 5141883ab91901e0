// An SMSC made of npm's `smpp`, which nobody of us wrote: an independent reading of the protocol.
// It says on standard output, a JSON object a line, what comes, and does what lines on standard input tell it.
"use strict";

const fs = require("fs");
const readline = require("readline");
const smpp = require("smpp");

const say = (event, more = {}) => process.stdout.write(JSON.stringify({ event, ...more }) + "\n");
const sessions = new Set();
const FRESH = { password: "secret", statuses: [], silent: false, deaf: false, ids: "decimal" };
const rules = { ...FRESH };
let taken = 6698;

function submitted(session, pdu) {
  const body = pdu.short_message || {};
  const elements = Object.keys(pdu).filter((key) => /^\d+$/.test(key));
  say("submit", {
    text: body.message,
    udh: body.udh ? body.udh.map((one) => one.toString("hex")) : [],
    payload: pdu.message_payload ? pdu.message_payload.message : null,
    to: pdu.destination_addr,
    from: pdu.source_addr,
    source: [pdu.source_addr_ton, pdu.source_addr_npi],
    dest: [pdu.dest_addr_ton, pdu.dest_addr_npi],
    data_coding: pdu.data_coding,
    esm_class: pdu.esm_class,
    registered_delivery: pdu.registered_delivery,
    elements: Object.fromEntries(elements.map((key) => [Number(key).toString(16), pdu[key].toString("latin1")])),
  });
  if (rules.silent) return;
  const command_status = rules.statuses.shift() || 0;
  const number = ++taken;
  const message_id = rules.ids === "hex" ? number.toString(16).toUpperCase() : String(number);
  session.send(pdu.response(command_status ? { command_status } : { message_id }));
}

function serve(session) {
  sessions.add(session);
  const forget = () => sessions.delete(session);
  session.on("close", forget);
  session.on("error", forget);
  session.on("bind_transceiver", (pdu) => {
    const good = pdu.password === rules.password;
    say("bind", { system_id: pdu.system_id, system_type: pdu.system_type, version: pdu.interface_version, good });
    session.send(pdu.response(good ? { system_id: "smsc" } : { command_status: smpp.ESME_RINVPASWD }));
  });
  session.on("submit_sm", (pdu) => submitted(session, pdu));
  session.on("enquire_link", (pdu) => {
    say("enquire");
    if (!rules.deaf) session.send(pdu.response());
  });
  session.on("unbind", (pdu) => {
    say("unbind");
    session.send(pdu.response());
    session.close();
  });
}

const DOINGS = {
  set: (given) => Object.assign(rules, given),
  deliver: ({ hex, ...given }) => {
    const fields = hex ? { ...given, short_message: Buffer.from(hex, "hex") } : given;
    const [session] = sessions;
    session.deliver_sm(fields, (answer) => say("delivered", { status: answer.command_status }));
  },
  enquire: () => [...sessions][0].enquire_link((answer) => say("enquired", { status: answer.command_status })),
  unbind: () => [...sessions][0].unbind((answer) => say("unbound", { status: answer.command_status })),
  raw: (hex) => [...sessions][0].socket.write(Buffer.from(hex, "hex")),
  drop: () => sessions.forEach((session) => session.destroy()),
  reset: () => {
    DOINGS.drop();
    Object.assign(rules, FRESH, { statuses: [] });
    taken = 6698;
    say("reset");
  },
};

const [port, key, cert] = process.argv.slice(2);
const tls = key ? { key: fs.readFileSync(key), cert: fs.readFileSync(cert), rejectUnauthorized: false } : {};
const server = smpp.createServer(tls, serve);
server.on("error", (error) => say("error", { message: String(error) }));
server.listen(Number(port), "127.0.0.1", () => say("listening", { port: server.address().port }));
readline.createInterface({ input: process.stdin }).on("line", (line) => {
  for (const [what, given] of Object.entries(JSON.parse(line))) DOINGS[what](given);
}).on("close", () => process.exit(0));
