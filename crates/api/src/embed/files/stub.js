throw new Error("This server was built without its web part: `make build` builds both.");
