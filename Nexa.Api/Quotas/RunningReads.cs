namespace Nexa.Api.Quotas;

/// <summary>Places of a replica for answers that read the database for long.</summary>
internal sealed class RunningReads(int places)
{
    private int free = places;

    /// <summary>Takes a place until the request says <see cref="End"/>, at the latest to its end; false where all are taken.</summary>
    public bool TryBegin(HttpContext http)
    {
        if (Interlocked.Decrement(ref free) < 0)
        {
            Interlocked.Increment(ref free);
            return false;
        }

        var place = new Place(this);
        http.Features.Set(place);
        http.Response.RegisterForDispose(place);
        return true;
    }

    /// <summary>All is read that the answer needs: a slow client holds nobody else up.</summary>
    public static void End(HttpContext http) => http.Features.Get<Place>()?.Dispose();

    private sealed class Place(RunningReads reads) : IDisposable
    {
        private int isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isDisposed, 1) == 0)
            {
                Interlocked.Increment(ref reads.free);
            }
        }
    }
}
