#!/usr/bin/env bash
# Before a schema is released: writes both "Initial" migrations and the fixture of schema 1 anew from the entities. After a release, never.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_ROLL_FORWARD=Major

version=$(sed -n 's/.*"Microsoft.EntityFrameworkCore.Design" Version="\([^"]*\)".*/\1/p' Directory.Packages.props)
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
dotnet tool install dotnet-ef --version "$version" --tool-path "$tools"

rm -rf src/Zhiyan.Server/Store/Migrations
dotnet build src/Zhiyan.Server -c Release -v quiet
for provider in Sqlite Postgres; do
    "$tools/dotnet-ef" migrations add Initial --project src/Zhiyan.Server --context "${provider}Context" \
        --output-dir "Store/Migrations/$provider" --configuration Release --no-build
done
sed -i '1s/^\xEF\xBB\xBF//' src/Zhiyan.Server/Store/Migrations/*/*.cs

[ "${1:-}" = --no-fixture ] || ZHIYAN_WRITE_FIXTURE=1 dotnet test tests/Zhiyan.Server.Tests -c Release --filter FullyQualifiedName~SchemaFixtureTests
