// Stands for `node` on the PATH of the script: writes down how chatform was called and answers as it is told.
// `stand-in.json` beside it: { version, answers: { "plan": { code, stdout, stderr, summary, until } } }.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const [program = '', ...args] = process.argv.slice(2);
const { version, answers } = JSON.parse(fs.readFileSync(path.join(__dirname, 'stand-in.json'), 'utf8'));

if (program === '--version') {
  process.stdout.write(`${version}\n`);
} else if (path.basename(program) === 'outputs.js') {
  process.exit(spawnSync(process.execPath, [program, ...args], { stdio: 'inherit' }).status ?? 1);
} else {
  const call = { args, environment: Object.keys(process.env).sort() };
  fs.appendFileSync(path.join(__dirname, 'calls'), `${JSON.stringify(call)}\n`);
  const answer = answers[args[0] === 'github' ? `github ${args[1]}` : args[0]] ?? {};
  const fileOf = (flag) => args.find((arg) => arg.startsWith(flag))?.slice(flag.length);
  if (answer.summary) {
    fs.writeFileSync(fileOf('--out='), '{}');
    fs.writeFileSync(fileOf('--summary='), JSON.stringify(answer.summary));
  }
  process.stdout.write(answer.stdout ?? '');
  process.stderr.write(answer.stderr ?? '');
  process.exitCode = answer.code ?? 0;
  if (answer.until) {
    const patience = setTimeout(() => process.exit(99), 20_000);
    process.once(answer.until, () => clearTimeout(patience));
    process.stderr.write('in flight\n');
  }
}
