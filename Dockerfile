# docker run --rm -v "$PWD:/src:ro" sallyport lint
# The release workflow builds it on the newest base by its digest, which a label names: NODE_IMAGE=node@sha256:...
ARG NODE_IMAGE=node:24-alpine

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc tsconfig.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY bin ./bin
COPY scripts/build.ts ./scripts/build.ts
COPY src ./src
COPY rules ./rules
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="sallyport" \
      org.opencontainers.image.description="Shift-left API security scanner" \
      org.opencontainers.image.licenses="MIT"
# git: --base and diff read older versions out of the repository. What installs packages is not needed any more.
RUN apk add --no-cache git \
    && rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
       /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-*
WORKDIR /opt/sallyport
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY --from=build /build/rules/rulesets ./rules/rulesets
COPY package.json LICENSE NOTICE ./
COPY bin ./bin
COPY schema ./schema
# Number and not name: Kubernetes tells by it that this is not root.
USER 1000:1000
WORKDIR /src
ENTRYPOINT ["node", "/opt/sallyport/bin/sallyport.js"]
CMD ["--help"]
