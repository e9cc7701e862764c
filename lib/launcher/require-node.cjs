// Runs before anything else at `npm start`, on whatever Node there is: old JavaScript on purpose.
// Says in one line what to do when that Node is too old to run Outspan.

const required = 24;

/** Null when `version` (such as "24.21.0") is new enough, else what to do. */
function complaint(version) {
  if (Number.parseInt(version.split(".")[0], 10) >= required) {
    return null;
  }
  return `Outspan needs Node ${required} or newer, and this is Node ${version}: install it from https://nodejs.org, or on Linux run npm ci without --omit=optional, which brings its own.`;
}

function main() {
  const line = complaint(process.versions.node);
  if (line !== null) {
    process.stderr.write(`${line}\n`);
    process.exitCode = 1;
  }
}

module.exports = { complaint: complaint };

if (require.main === module) {
  main();
}
