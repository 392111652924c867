// Loaded into every child before its own code: a child whose supervisor was killed ends itself, so that the next start finds free ports.
process.channel?.unref();
process.on("disconnect", () => {
  setTimeout(() => process.exit(1), 10_000).unref();
  process.kill(process.pid, "SIGTERM");
});
