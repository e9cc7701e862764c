# Outspan in one image: launcher, console and engine, all state in /data.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
# The image has its own Node: the node-* packages, which bring one to machines with an older Node, stay out.
RUN npm run build && npm ci --omit=dev && rm -rf node_modules/node-*

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production OUTSPAN_HOST=0.0.0.0 OUTSPAN_DATA_DIR=/data
# Beyond the container only with OUTSPAN_INGEST_TOKEN; without it the receiver binds loopback and says so.
ENV OUTSPAN_OTLP_HTTP=0.0.0.0:4318 OUTSPAN_OTLP_GRPC=0.0.0.0:4317
WORKDIR /app
COPY --from=build /app ./
RUN install -d -m 0700 -o node -g node /data
USER 1000:1000
VOLUME /data
EXPOSE 3000 4318 4317
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT||3000}/api/v1/health`).then(a=>process.exit(a.ok?0:1),()=>process.exit(1))"]
CMD ["node", "lib/launcher/main.ts"]
