// Runs the script for Google Sheets with a spreadsheet of its own: each line of
// standard input is a request, each of standard output its answer.
import readline from 'node:readline';
import vm from 'node:vm';

const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { script, key, sheets } = JSON.parse((await lines.next()).value);

const book = Object.entries(sheets).map(([name, columns]) => {
  const rows = [[...columns]];
  return {
    getName: () => name,
    getLastColumn: () => Math.max(...rows.map((row) => row.length)),
    getLastRow: () => rows.length,
    getRange: (row, column, height, width) => ({ getValues: () => [rows[row - 1].slice(column - 1, column - 1 + width)] }),
    appendRow: (row) => rows.push(row),
    rows,
  };
});
const cache = new Map();
const world = {
  SpreadsheetApp: { getActive: () => ({ getSheets: () => book, getSheetByName: (name) => book.find((s) => s.getName() === name) ?? null }) },
  LockService: { getScriptLock: () => ({ waitLock() {}, releaseLock() {} }) },
  CacheService: { getScriptCache: () => ({ get: (k) => cache.get(k) ?? null, put: (k, v) => cache.set(k, v) }) },
  ContentService: { MimeType: { JSON: 'json' }, createTextOutput: (text) => ({ setMimeType: () => text }) },
};
vm.createContext(world);
vm.runInContext(script.replace('put a long word of your own here', key), world);

for await (const line of lines) {
  const { method, parameter, contents } = JSON.parse(line);
  const answer = method === 'GET' ? world.doGet({ parameter }) : world.doPost({ postData: { contents } });
  console.log(answer);
}
console.log(JSON.stringify(Object.fromEntries(book.map((s) => [s.getName(), s.rows]))));
