// Loaded before a program: writes to the file LOADS, when it ends, the files of dist/parts that it has read, with
// their sizes, and the modules of Node that it has loaded beside those of any start.
const fs = require('node:fs');
const path = require('node:path');

const before = new Set(process.moduleLoadList);
const { readFileSync } = fs;
const files = {};
fs.readFileSync = (file, ...rest) => {
  const content = readFileSync(file, ...rest);
  if (path.basename(path.dirname(String(file))) === 'parts') files[path.basename(file)] = content.length;
  return content;
};
process.on('exit', () => {
  const loaded = process.moduleLoadList.filter(
    (name) => !before.has(name) && name.startsWith('NativeModule '),
  );
  const modules = loaded
    .map((name) => name.slice('NativeModule '.length))
    .filter((name) => !name.includes('internal/'));
  fs.writeFileSync(process.env.LOADS, JSON.stringify({ files, modules }));
});
