using System.Runtime.CompilerServices;
using NotifierSdk.Testing.Reporting;
using NotifierSdk.Testing.Search;
using NotifierSdk.Seam;

namespace NotifierSdk.Testing;

/// <summary>Adds the explorer to <see cref="Interleavings"/>.</summary>
public static class InterleavingsExtensions
{
    extension(Interleavings)
    {
        /// <summary>Runs a scenario under one schedule after another, those with the fewest preemptions first, until one fails, all were met, or the budget is used up.</summary>
        /// <remarks>
        /// Real threads, of which one runs at a time: the explorer decides at each step which one goes on. It sees every order of steps, not every order of memory.
        /// Threads may share what the driver shares; anything else that they share is read and written right after an <c>Interleavings.Point</c>.
        /// </remarks>
        /// <param name="scenario">Sets up one fresh scenario in the object it is given. Called for each schedule; must do the same each time.</param>
        /// <param name="options">How far to go.</param>
        /// <param name="test">The calling test, which names the report. The compiler fills it in.</param>
        /// <param name="file">The file of the calling test. The compiler fills it in.</param>
        /// <returns>What was done; nothing was found.</returns>
        /// <exception cref="InterleavingException">A schedule fails. The message shows it.</exception>
        /// <exception cref="InvalidOperationException">The process does not run with the feature switch that makes steps visible, or the scenario has no thread.</exception>
        public static Exploration Explore(
            Action<Scenario> scenario, ExplorationOptions? options = null, [CallerMemberName] string test = "", [CallerFilePath] string file = "")
        {
            ArgumentNullException.ThrowIfNull(scenario);
            if (!Interception.IsEnabled)
            {
                throw new InvalidOperationException(
                    $"The steps of the runtime cannot be seen in this process. The package NotifierSdk.Testing switches that on in test projects; in this one set the property IsTestProject to true, or add <RuntimeHostConfigurationOption Include=\"{Interception.SwitchName}\" Value=\"true\" /> to it.");
            }

            options ??= new ExplorationOptions();
            var name = $"{Path.GetFileNameWithoutExtension(file)}.{test}";
            var exploration = new Explorer(scenario, options, name).Explore();
            if (exploration.Failure is null)
            {
                HtmlReport.Remove(name, options.ReportDirectory);
                Console.WriteLine($"{name}: {exploration}");
                return exploration;
            }

            var page = HtmlReport.Write(exploration, name, options.ReportDirectory);
            throw new InterleavingException(exploration, $"{exploration}report: {page}");
        }
    }
}
