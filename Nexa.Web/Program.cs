using Nexa.Web.Account;
using Nexa.Web.Administration;
using Nexa.Web.Documents;
using Nexa.Web.Palette;
using Nexa.Web.Review;
using Nexa.Web.Session;
using Nexa.Web.Shell;
using Nexa.Web.Tasks;
using MudBlazor.Services;

StartRefusedException.ExitQuietly();
if (CommandLine.Answer(args, "Nexa.Web", "the console of the analysts, until it is stopped.") is { } exitCode)
{
    return exitCode;
}

var builder = WebApplication.CreateBuilder(args).AddSecretFiles();
builder.AddServiceDefaults();
builder.AddSettings<ApiSettings>("Api");
builder.AddSession();
builder.AddProviderSignIn();
builder.Services.AddScoped<TaskBoard>();
builder.Services.AddScoped<People>();
builder.Services.AddScoped<DocumentLines>();
builder.Services.AddScoped<AdminLists>();
builder.Services.AddScoped<PaletteSearch>();
builder.Services.AddReview();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddMudServices(mud => mud.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomRight);
builder.Services.AddRazorComponents().AddInteractiveServerComponents()
    .AddHubOptions(hub => hub.MaximumReceiveMessageSize = Pages.LargestPaste);

var app = builder.Build();
app.UseExceptionHandler("/erro", createScopeForErrors: true);
app.UseStatusCodePagesWithReExecute("/nao-encontrada", createScopeForStatusCodePages: true);
app.UsePageHeaders();
app.UseRouting();
app.UseAuthentication();
app.UseSignInPage();
app.UseAuthorization();
app.UseAntiforgery();

app.MapStaticAssets();
app.MapSignOut();
app.MapPasskeyOptions();
app.MapProviderSignIn();
app.MapFiles();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
app.MapDefaultEndpoints();
await app.RunServiceAsync();
return 0;
