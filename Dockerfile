# docker run --rm -v "$PWD:/src:ro" sallyport lint
# The release workflow builds it; pin the base by digest with --build-arg NODE_IMAGE=node@sha256:...
ARG NODE_IMAGE=node:22-alpine

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
# git: --base and diff read older versions out of the repository.
RUN apk add --no-cache git
WORKDIR /opt/sallyport
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY --from=build /build/rules/rulesets ./rules/rulesets
COPY package.json LICENSE ./
COPY bin ./bin
COPY schema ./schema
# Number and not name: Kubernetes tells by it that this is not root.
USER 1000:1000
WORKDIR /src
ENTRYPOINT ["node", "/opt/sallyport/bin/sallyport.js"]
CMD ["--help"]
