// Program.cs maps every feature; the namespaces stand here so that it stays one page.
global using Nexa.Api.Features.Account;
global using Nexa.Api.Features.ApiKeys;
global using Nexa.Api.Features.Catalogue;
global using Nexa.Api.Features.Classifications;
global using Nexa.Api.Features.Classify;
global using Nexa.Api.Features.Documents;
global using Nexa.Api.Features.Export;
global using Nexa.Api.Features.FiscalFiles;
global using Nexa.Api.Features.History;
global using Nexa.Api.Features.Importers;
global using Nexa.Api.Features.Ncm;
global using Nexa.Api.Features.Operation;
global using Nexa.Api.Features.Organisations;
global using Nexa.Api.Features.Review;
global using Nexa.Api.Features.Tasks;
global using Nexa.Api.Features.Taxes;
global using Nexa.Api.Features.Webhooks;
